extension PostgresPool {
  /// Lends a connection to the body, for it alone, until it returns.
  @discardableResult
  public nonisolated(nonsending) func withConnection<Value>(
    _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
  ) async throws -> Value {
    let lease = try await acquire()
    do {
      let value = try await body(lease.connection)
      await release(lease)
      return value
    } catch {
      await release(lease)
      throw error
    }
  }

  /// Runs the body in a transaction on a connection of its own; see ``PostgresConnection/transaction(isolation:isReadOnly:_:)``.
  @discardableResult
  public nonisolated(nonsending) func withTransaction<Value>(
    isolation: PostgresIsolation? = nil, isReadOnly: Bool = false,
    _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
  ) async throws -> Value {
    try await withConnection { connection in
      try await connection.transaction(isolation: isolation, isReadOnly: isReadOnly, body)
    }
  }

  public func query(_ statement: Statement) async throws(PostgresError) -> PostgresRows {
    try await lending { (connection) async throws(PostgresError) in try await connection.query(statement) }
  }

  public func pipeline(_ statements: [Statement]) async throws(PostgresError) -> [PostgresRows] {
    try await lending { (connection) async throws(PostgresError) in try await connection.pipeline(statements) }
  }

  /// See ``PostgresConnection/execute(script:)``.
  public func execute(script: String) async throws(PostgresError) {
    try await lending { (connection) async throws(PostgresError) in try await connection.execute(script: script) }
  }

  private func lending<Value: Sendable>(
    _ work: (PostgresConnection) async throws(PostgresError) -> Value
  ) async throws(PostgresError) -> Value {
    let lease = try await acquire()
    do {
      let value = try await work(lease.connection)
      await release(lease)
      return value
    } catch {
      await release(lease)
      throw error
    }
  }
}
