/// What runs statements: a connection, or a pool that lends one for each call. Repositories take `some
/// PostgresQueryable`, so that they work inside and outside of a transaction.
public protocol PostgresQueryable: Sendable {
  /// Runs one statement.
  func query(_ statement: Statement) async throws(PostgresError) -> PostgresRows
  /// Runs statements in one round trip and returns their results in order. Outside of a transaction they are one: when
  /// one fails, none has happened.
  func pipeline(_ statements: [Statement]) async throws(PostgresError) -> [PostgresRows]
}

extension PostgresQueryable {
  /// Runs one statement with its parameters: `try await db.query("SELECT … WHERE id = $1", id)`. See ``Statement``.
  @discardableResult
  public func query(
    _ sql: String, _ parameters: any PostgresEncodable...
  ) async throws(PostgresError) -> PostgresRows {
    try await query(Statement(sql, parameters: parameters))
  }
}
