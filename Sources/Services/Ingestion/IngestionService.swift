import Foundation
import Listing
public import Messaging
public import Model
public import ObjectStore
public import Postgres
public import Support
import Tabular

/// Takes files in: sessions, chunks, the object store, and the event that starts everything else. It stores and
/// registers; heavy work is done elsewhere (A9).
public struct IngestionService: Sendable {
  let pool: PostgresPool
  /// The store, or why there is none; only what moves bytes needs it.
  let store: Result<LocalObjectStore, Failure>
  let outbox: Outbox
  let actor: Actor
  let environment: Environment

  public init(
    pool: PostgresPool, store: Result<LocalObjectStore, Failure>, outbox: Outbox, actor: Actor, environment: Environment
  ) {
    self.pool = pool
    self.store = store
    self.outbox = outbox
    self.actor = actor
    self.environment = environment
  }

  // MARK: - Opening

  public func openUpload(_ request: UploadRequest) async throws -> OpenedUpload {
    try actor.require(.ingest)
    try Naming.checkDataset(request.dataset)
    if let version = request.version { try Naming.checkVersion(version) }
    let head = try FileCheck.inspect(request)
    return try await pool.withTransaction { connection in
      let dataset = try await DatasetResolver(environment: environment).resolve(request, head, connection)
      if let session = try await UploadRepository.find(
        dataset: dataset.id, sha256: request.sha256, version: request.version, connection)
      {
        return OpenedUpload(outcome: session.state == .ingested ? .alreadyIngested : .resumed, session: session)
      }
      if let version = request.version,
        let other = try await UploadRepository.find(dataset: dataset.id, version: version, connection)
      {
        throw Failure(
          "version_conflict",
          "version \(version) of \(request.dataset) already holds other bytes (SHA-256 \(other.sha256.prefix(12))…)",
          nextStep: "give the new file another --version, or leave --version out")
      }
      let session = try await newSession(request, dataset, connection)
      return OpenedUpload(outcome: .created, session: session)
    }
  }

  private func newSession(
    _ request: UploadRequest, _ dataset: DatasetRepository.Record, _ connection: PostgresConnection
  ) async throws -> UploadSession {
    let now = environment.now()
    let version =
      if let version = request.version { version } else {
        try await UploadRepository.nextVersion(dataset: dataset.id, connection)
      }
    let session = UploadSession(
      id: UploadID(environment.newID()), datasetID: dataset.id, datasetName: dataset.name, version: version,
      fileName: request.fileName, byteCount: request.byteCount, receivedBytes: 0, sha256: request.sha256,
      state: .initial, traceID: TraceID(environment.newID()), failure: nil, createdBy: actor.name, createdAt: now,
      updatedAt: now)
    try await UploadRepository.insert(
      session, templateID: dataset.templateID, mode: request.mode ?? dataset.mode, connection)
    try await log(session, "created", from: nil, detail: request.fileName, connection)
    _ = try await outbox.audit(
      actor, .createUpload, target: .version(version, dataset: dataset.name), reason: nil,
      before: nil, after: ["upload_id": .string(session.id.description), "sha256": .string(session.sha256)],
      traceID: session.traceID, on: connection)
    return session
  }

  // MARK: - Chunks

  /// The chunk is synced before its offset is committed. The session's row is locked meanwhile: of two writers, the
  /// later one is told the offset where it may go on.
  public func appendChunk(to id: UploadID, at offset: Int64, _ bytes: [UInt8]) async throws -> UploadSession {
    try actor.require(.ingest)
    return try await pool.withTransaction { connection in
      var session = try await locked(id, connection).session
      guard session.state.accepts(.chunkStored) else {
        throw Failure("upload_closed", "upload \(id) is \(session.state.rawValue) and takes no more bytes")
      }
      guard offset == session.receivedBytes else {
        throw Failure(
          "offset_conflict", "upload \(id) has \(session.receivedBytes) bytes; the chunk starts at \(offset)",
          nextStep: "go on from offset \(session.receivedBytes)")
      }
      guard !bytes.isEmpty, offset + Int64(bytes.count) <= session.byteCount else {
        throw Failure.invalid("the chunk is empty, or ends behind the announced \(session.byteCount) bytes")
      }
      // Cuts what a killed writer left behind its last committed offset.
      let store = try store.get()
      let staged = try await store.stage(id.rawValue, committed: offset)
      guard staged == offset else {
        // The store lost what was committed (a disk that was restored): the writer goes on from what is there.
        session.receivedBytes = staged
        try await UploadRepository.update(session, at: environment.now(), connection)
        try await UploadRepository.forgetChunks(of: id, from: staged, connection)
        return session
      }
      try await store.append(bytes, to: id.rawValue, at: offset)
      let before = session.state
      session.state = try session.state.after(.chunkStored)
      session.receivedBytes += Int64(bytes.count)
      let chunk = UploadChunk(
        offset: offset, byteCount: Int64(bytes.count), sha256: SHA256.hex(of: bytes), storedAt: environment.now())
      try await UploadRepository.insert(chunk, of: id, connection)
      try await UploadRepository.update(session, at: chunk.storedAt, connection)
      if before != session.state { try await log(session, "chunk_stored", from: before, detail: nil, connection) }
      return session
    }
  }

  // MARK: - Completing

  public func completeUpload(_ id: UploadID) async throws -> UploadSession {
    try actor.require(.ingest)
    do {
      return try await complete(id)
    } catch let error as ObjectStoreError {
      switch error {
      case .checksumMismatch, .lengthMismatch: try await fail(id, Failure(error))
      default: break
      }
      throw Failure(error)
    }
  }

  private func complete(_ id: UploadID) async throws -> UploadSession {
    try await pool.withTransaction { connection in
      let found = try await locked(id, connection)
      var session = found.session
      if session.state == .ingested { return session }
      guard session.receivedBytes == session.byteCount else {
        throw Failure(
          "upload_incomplete", "upload \(id) has \(session.receivedBytes) of \(session.byteCount) bytes",
          nextStep: "send the rest from offset \(session.receivedBytes)")
      }
      let before = session.state
      session.state = try session.state.after(.completed)
      let key = try await store.get().finish(id.rawValue, byteCount: session.byteCount, sha256: session.sha256)
      try await UploadRepository.update(session, at: environment.now(), connection)
      try await log(session, "completed", from: before, detail: key.text, connection)
      try await publish(found, session, objectKey: key.text, connection)
      return session
    }
  }

  func publish(
    _ found: UploadRepository.Locked, _ session: UploadSession, objectKey: String, _ connection: PostgresConnection
  ) async throws {
    let template = try await DatasetRepository.template(found.templateID, connection)
    let file = IngestedFile(
      ingestionJobID: session.id, datasetName: session.datasetName, objectKey: objectKey,
      fileSize: session.byteCount, status: session.state, fileName: session.fileName, sha256: session.sha256,
      mode: found.mode,
      template: TemplateCatalog.resolved(template, tableName: Naming.tableName(of: session.datasetName)),
      createdBy: session.createdBy)
    try await outbox.append(
      [
        EventDraft(
          .datasetIngested, traceID: session.traceID, datasetID: session.datasetID, datasetVersion: session.version,
          payload: try JSON(encoding: file))
      ], on: connection)
  }

  /// Ends a session. With `ifSilentSince`, one that was continued in the meantime is left alone.
  func fail(_ id: UploadID, _ failure: Failure, ifSilentSince end: Date = .distantFuture) async throws {
    let isFailed = try await pool.withTransaction { connection in
      var session = try await locked(id, connection).session
      guard session.state.accepts(.failed), session.updatedAt <= end else { return false }
      let before = session.state
      session.state = try session.state.after(.failed)
      session.failure = failure
      try await UploadRepository.update(session, at: environment.now(), connection)
      try await log(session, "failed", from: before, detail: failure.message, connection)
      return true
    }
    if isFailed { try? await store.get().discard(id.rawValue) }
  }

  private func locked(_ id: UploadID, _ connection: PostgresConnection) async throws -> UploadRepository.Locked {
    guard let found = try await UploadRepository.findLocked(id, connection) else { throw Self.unknown(id) }
    return found
  }

  private static func unknown(_ id: UploadID) -> Failure {
    Failure.notFound("upload", id.description, list: "flowsight uploads list")
  }

  func log(
    _ session: UploadSession, _ event: String, from: UploadState?, detail: String?, _ connection: PostgresConnection
  ) async throws {
    let change = StateChange(
      at: environment.now(), subject: "upload", event: event, from: from?.rawValue, to: session.state.rawValue,
      actor: actor.name, detail: detail)
    try await UploadRepository.log(session.id, change, connection)
  }

  // MARK: - Reading

  /// What happened to uploads under a trace.
  public func trace(_ id: TraceID, limit: Int) async throws -> [TraceEvent] {
    try await pool.withConnection { try await TraceRepository.uploads(of: id, limit: limit, $0) }
  }

  public func uploads(_ query: ListQuery, _ page: PageRequest) async throws -> Page<UploadSession> {
    try await pool.withConnection { try await UploadRepository.list.page(query, page, $0) }
  }

  /// The session with its chunks and log; who started a run for it knows the run.
  public func upload(_ id: UploadID) async throws -> UploadDetail {
    try await pool.withConnection { connection in
      guard let session = try await UploadRepository.find(id, connection) else { throw Self.unknown(id) }
      return UploadDetail(
        session: session, chunks: try await UploadRepository.chunks(of: id, connection),
        log: try await UploadRepository.changes(of: id, connection), runID: nil)
    }
  }

  public func counts() async throws -> [UploadState: Int] {
    try await pool.withConnection { try await UploadRepository.countByState($0) }
  }
}
