public import Foundation

/// A resumable upload of one file as one version of a dataset (A2).
public struct UploadSession: Hashable, Sendable, Codable {
  public var id: UploadID
  public var datasetID: DatasetID
  public var datasetName: String
  public var version: String
  public var fileName: String
  public var byteCount: Int64
  public var receivedBytes: Int64
  /// Of the whole file, lower-case hexadecimal digits.
  public var sha256: String
  public var state: UploadState
  public var traceID: TraceID
  public var failure: Failure?
  public var createdBy: String
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: UploadID, datasetID: DatasetID, datasetName: String, version: String, fileName: String, byteCount: Int64,
    receivedBytes: Int64, sha256: String, state: UploadState, traceID: TraceID, failure: Failure?, createdBy: String,
    createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.datasetID = datasetID
    self.datasetName = datasetName
    self.version = version
    self.fileName = fileName
    self.byteCount = byteCount
    self.receivedBytes = receivedBytes
    self.sha256 = sha256
    self.state = state
    self.traceID = traceID
    self.failure = failure
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// One stored piece of an upload.
public struct UploadChunk: Hashable, Sendable, Codable {
  public var offset: Int64
  public var byteCount: Int64
  public var sha256: String
  public var storedAt: Date

  public init(offset: Int64, byteCount: Int64, sha256: String, storedAt: Date) {
    self.offset = offset
    self.byteCount = byteCount
    self.sha256 = sha256
    self.storedAt = storedAt
  }
}

public struct UploadDetail: Hashable, Sendable, Codable {
  public var session: UploadSession
  public var chunks: [UploadChunk]
  public var log: [StateChange]
  /// The run that the upload started, once it is known.
  public var runID: RunID?

  public init(session: UploadSession, chunks: [UploadChunk], log: [StateChange], runID: RunID?) {
    self.session = session
    self.chunks = chunks
    self.log = log
    self.runID = runID
  }
}

/// What a client asks for when it opens an upload.
public struct UploadRequest: Hashable, Sendable, Codable {
  public var dataset: String
  /// `nil`: the version that already holds these bytes, or else the next free number.
  public var version: String?
  /// A known template's name; `nil`: the dataset's own, or one inferred from the file's head.
  public var template: String?
  public var mode: LoadMode?
  public var fileName: String
  public var byteCount: Int64
  public var sha256: String
  /// The first bytes of the file, at most ``headBytesMax``: media type, encoding and header are read from them.
  public var head: [UInt8]

  public static let headBytesMax = 1 << 20

  public init(
    dataset: String, version: String? = nil, template: String? = nil, mode: LoadMode? = nil, fileName: String,
    byteCount: Int64, sha256: String, head: [UInt8]
  ) {
    self.dataset = dataset
    self.version = version
    self.template = template
    self.mode = mode
    self.fileName = fileName
    self.byteCount = byteCount
    self.sha256 = sha256
    self.head = head
  }
}

/// The answer to an ``UploadRequest``.
public struct OpenedUpload: Hashable, Sendable, Codable {
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// A new session; send from offset 0.
    case created
    /// An interrupted session of the same bytes; send from `session.receivedBytes`.
    case resumed
    /// The version already holds exactly these bytes; nothing is to be done.
    case alreadyIngested = "already_ingested"
  }

  public var outcome: Outcome
  public var session: UploadSession

  public init(outcome: Outcome, session: UploadSession) {
    self.outcome = outcome
    self.session = session
  }
}
