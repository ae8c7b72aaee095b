/// SQL text with its parameters, which travel apart from the text and so are always data: `$1` is the first.
///
///     Statement("UPDATE runs SET state = $2 WHERE id = $1", run.id, "RUNNING")
///
/// Anything ``PostgresEncodable`` can be a parameter; ``PostgresValue/null`` stands for a bare `nil`. The same text is
/// parsed once per connection, so keep what varies in parameters.
public struct Statement: Sendable, Hashable, ExpressibleByStringLiteral {
  public var sql: String
  public var parameters: [PostgresValue]

  public init(_ sql: String, _ parameters: any PostgresEncodable...) {
    self.init(sql, parameters: parameters)
  }

  public init(_ sql: String, parameters: [any PostgresEncodable]) {
    self.sql = sql
    self.parameters = parameters.map(\.postgresValue)
  }

  public init(stringLiteral sql: String) {
    self.init(sql)
  }
}
