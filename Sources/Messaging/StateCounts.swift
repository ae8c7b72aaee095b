public import Model
public import Postgres
public import Support

/// How many rows of a service's tables are in each state, as ``ServiceSchema/stateCounts`` has them counted: what is read
/// at every change costs the same however many rows there are.
public struct StateCounts: Sendable {
  private static let foldEvery = Duration.seconds(5)
  /// Rows about the same from which on folding them is worth it.
  private static let rowsMax = 20

  private let schema: ServiceSchema

  public init(_ schema: ServiceSchema) { self.schema = schema }

  private var table: String { "\(schema.rawValue).state_count" }

  /// `subject` is what is counted: the name of a table, or what its trigger calls a part of it.
  public func read<State: StateMachine & PostgresDecodable>(
    _ subject: String, _ connection: PostgresConnection
  ) async throws -> [State: Int] {
    try await read([subject], connection)[subject] ?? [:]
  }

  /// Of several subjects, for tables that are counted in parts, such as by the project of their rows.
  public func read<State: StateMachine & PostgresDecodable>(
    _ subjects: [String], _ connection: PostgresConnection
  ) async throws -> [String: [State: Int]] {
    let rows = try await connection.query(
      """
      SELECT subject, status, sum(n)::bigint AS n FROM \(table) WHERE subject = ANY ($1)
      GROUP BY subject, status HAVING sum(n) > 0
      """, subjects)
    var counts: [String: [State: Int]] = [:]
    for row in rows {
      counts[try row.decode("subject"), default: [:]][try row.decode("status")] = try row.decode("n")
    }
    return counts
  }

  /// Makes one row of all that were written about a state, and none of those that cancel out.
  public func fold(_ connection: PostgresConnection) async throws {
    try await StateCounts.fold(table, by: "subject", "status", counted: "n", connection)
  }

  /// The same for a table of another shape: makes one row of all that were written about the same two things. `beside`
  /// are the aggregates of the columns behind the one that counts.
  public static func fold(
    _ table: String, by one: String, _ other: String, counted n: String, beside: String = "",
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      WITH many AS (
        SELECT \(one), \(other) FROM \(table) GROUP BY 1, 2
        HAVING count(*) >= $1 OR count(*) > 1 AND sum(\(n)) = 0),
      folded AS (
        DELETE FROM \(table) c USING many m WHERE c.\(one) = m.\(one) AND c.\(other) = m.\(other) RETURNING c.*)
      INSERT INTO \(table) SELECT \(one), \(other), sum(\(n))\(beside) FROM folded GROUP BY 1, 2
      HAVING sum(\(n)) <> 0
      """, rowsMax)
  }

  /// Folds until cancelled. Any number may run: each look has one leader.
  public func keep(_ pool: PostgresPool, log: Log) async {
    await Lookout(every: StateCounts.foldEvery, problem: "cannot fold the counts", log: log).run {
      try await Leadership.take("\(schema.rawValue) counts", in: pool) { try await fold($0.connection) }
      return false
    }
  }
}
