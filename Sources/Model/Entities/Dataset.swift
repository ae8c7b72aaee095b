public import Foundation

/// What one bad row means for its file (B6).
public enum LoadMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// One rejected row fails the version; nothing of it is loaded.
  case strict
  /// Rejected rows are reported and left out; the others are loaded.
  case lenient
}

/// Where a dataset's files come from.
public enum SourceChannel: String, Hashable, Sendable, Codable, CaseIterable {
  case file, api
  case thirdParty = "third_party"
}

/// A named collection of versions, as the catalog sums it up.
public struct Dataset: Hashable, Sendable, Codable {
  public var id: DatasetID
  public var name: String
  public var versions: Int
  /// How many of the versions are published.
  public var published: Int
  /// The version that came last, and its state.
  public var latest: String
  public var state: VersionState
  /// Rows loaded, over all versions.
  public var rows: Int64
  /// Bytes of the files, over all versions.
  public var byteCount: Int64
  /// The template of the version that came last; `nil` while its file was not announced.
  public var template: String?
  public var createdAt: Date
  /// When a version last changed.
  public var updatedAt: Date

  public init(
    id: DatasetID, name: String, versions: Int, published: Int, latest: String, state: VersionState, rows: Int64,
    byteCount: Int64, template: String?, createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.name = name
    self.versions = versions
    self.published = published
    self.latest = latest
    self.state = state
    self.rows = rows
    self.byteCount = byteCount
    self.template = template
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// Rows of one version: `read = loaded + rejected` once it is loaded.
public struct RowCounts: Hashable, Sendable, Codable {
  public var read: Int64
  public var loaded: Int64
  public var rejected: Int64

  public init(read: Int64 = 0, loaded: Int64 = 0, rejected: Int64 = 0) {
    self.read = read
    self.loaded = loaded
    self.rejected = rejected
  }
}

/// One version of a dataset in the catalog.
public struct DatasetVersion: Hashable, Sendable, Codable {
  public var datasetID: DatasetID
  public var datasetName: String
  public var version: String
  public var state: VersionState
  public var rows: RowCounts
  public var runID: RunID?
  public var traceID: TraceID
  public var odsTable: String?
  public var dwdTable: String?
  /// `nil` until the file was announced.
  public var source: VersionSource?
  public var failure: Failure?
  public var createdAt: Date
  public var updatedAt: Date
  public var publishedAt: Date?

  public init(
    datasetID: DatasetID, datasetName: String, version: String, state: VersionState, rows: RowCounts, runID: RunID?,
    traceID: TraceID, odsTable: String?, dwdTable: String?, source: VersionSource? = nil, failure: Failure?,
    createdAt: Date, updatedAt: Date, publishedAt: Date?
  ) {
    self.datasetID = datasetID
    self.datasetName = datasetName
    self.version = version
    self.state = state
    self.rows = rows
    self.runID = runID
    self.traceID = traceID
    self.odsTable = odsTable
    self.dwdTable = dwdTable
    self.source = source
    self.failure = failure
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.publishedAt = publishedAt
  }
}

extension Dataset {
  public static let nameBytesMax = 40

  /// Fails with `dataset_name_invalid` for what cannot be the name of a dataset.
  public static func checkName(_ name: String) throws(Failure) {
    let isAllowed = name.unicodeScalars.allSatisfy {
      $0 == "_" || $0 == "-" || $0 == "." || $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
    guard !name.isEmpty, name.utf8.count <= nameBytesMax, isAllowed else {
      throw Failure(
        "dataset_name_invalid", "'\(name.prefix(nameBytesMax))' cannot be the name of a dataset",
        nextStep: "use 1 to \(nameBytesMax) bytes of letters, digits, '_', '-' and '.'")
    }
  }
}
