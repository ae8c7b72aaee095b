extension PostgresConnection {
  /// Streams data into a table: `COPY … FROM STDIN`. Returns how many rows came in.
  ///
  /// It is one statement: when the body throws or the task is cancelled, nothing has come in. The server's complaints
  /// about the data arrive when it ends.
  @discardableResult
  public nonisolated(nonsending) func copyIn(
    _ sql: String, _ body: nonisolated(nonsending) (PostgresCopyWriter) async throws -> Void
  ) async throws -> Int {
    try await copyStep(begins: true) { (session) throws(PostgresError) in try session.beginCopy(sql, .in) }
    do {
      let writer = PostgresCopyWriter(connection: self)
      try await body(writer)
      try await writer.flush()
    } catch {
      _ = try? await copyStep(ends: true, isInterruptible: false) { (session) throws(PostgresError) in
        try session.endCopyIn(failure: "the data ended early")
      }
      throw error
    }
    return try await endCopyIn()
  }

  private func endCopyIn() async throws(PostgresError) -> Int {
    guard !Task.isCancelled else {
      _ = try? await copyStep(ends: true, isInterruptible: false) { (session) throws(PostgresError) in
        try session.endCopyIn(failure: "the task was cancelled")
      }
      throw PostgresError(.cancelled, "the task was cancelled")
    }
    return try await copyStep(ends: true) { (session) throws(PostgresError) in
      try session.endCopyIn(failure: nil)
    }
  }

  /// Streams data out of the database: `COPY … TO STDOUT`. The body takes chunks of whole rows as fast as it can; the
  /// server waits meanwhile. When the body returns early or throws, the rest is dropped.
  @discardableResult
  public nonisolated(nonsending) func copyOut<Value>(
    _ sql: String, _ body: nonisolated(nonsending) (PostgresCopyChunks) async throws -> Value
  ) async throws -> Value {
    try await copyStep(begins: true) { (session) throws(PostgresError) in try session.beginCopy(sql, .out) }
    let value: Value
    do {
      value = try await body(PostgresCopyChunks(connection: self))
    } catch {
      try? await abandonCopyOut()
      throw error
    }
    try await abandonCopyOut()
    return value
  }

  /// Does nothing when the body has read to the end.
  private func abandonCopyOut() async throws(PostgresError) {
    guard case .copying = phase else { return }
    try await copyStep(ends: true, isInterruptible: false) { (session) throws(PostgresError) in
      try session.abandonCopyOut()
    }
  }

  fileprivate func nextCopyChunk() async throws(PostgresError) -> [UInt8]? {
    guard case .copying = phase else { return nil }
    let chunk = try await copyStep { (session) throws(PostgresError) in
      try session.nextCopyChunk(bytesMax: PostgresCopyChunks.chunkBytes)
    }
    guard chunk.isLast else { return chunk.bytes }
    try await copyStep(ends: true) { (session) throws(PostgresError) in _ = try session.collect() }
    return chunk.bytes.isEmpty ? nil : chunk.bytes
  }
}

/// Takes the data of a COPY into the database. Small pieces are gathered.
public final class PostgresCopyWriter {
  /// How much is gathered before it is sent.
  public static let bufferBytes = 256 << 10

  private let connection: PostgresConnection
  private var buffer: [UInt8] = []

  init(connection: PostgresConnection) {
    self.connection = connection
    buffer.reserveCapacity(Self.bufferBytes)
  }

  /// Adds data, which need not end where a row ends. Waits while the server takes what was written before.
  public nonisolated(nonsending) func write(_ bytes: [UInt8]) async throws(PostgresError) {
    guard bytes.count < Self.bufferBytes else {
      try await flush()
      return try await send(bytes)
    }
    buffer += bytes
    if buffer.count >= Self.bufferBytes { try await flush() }
  }

  public nonisolated(nonsending) func write(_ text: String) async throws(PostgresError) {
    try await write(Array(text.utf8))
  }

  nonisolated(nonsending) func flush() async throws(PostgresError) {
    guard !buffer.isEmpty else { return }
    try await send(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private nonisolated(nonsending) func send(_ bytes: [UInt8]) async throws(PostgresError) {
    try await connection.putCopyData(bytes)
  }
}

extension PostgresConnection {
  fileprivate func putCopyData(_ bytes: [UInt8]) async throws(PostgresError) {
    try await copyStep { (session) throws(PostgresError) in
      try bytes.withUnsafeBytes { buffer in
        Result { () throws(PostgresError) in try session.putCopyData(buffer) }
      }.get()
    }
  }
}

/// The data of a COPY out of the database, in chunks of whole rows. Read once.
public struct PostgresCopyChunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
  /// About how large a chunk is; the last row may exceed it.
  public static let chunkBytes = 256 << 10

  let connection: PostgresConnection

  public func makeAsyncIterator() -> PostgresCopyChunks { self }

  public func next() async throws(PostgresError) -> [UInt8]? {
    try await connection.nextCopyChunk()
  }

  public func next(isolation actor: isolated (any Actor)?) async throws(PostgresError) -> [UInt8]? {
    try await connection.nextCopyChunk()
  }
}
