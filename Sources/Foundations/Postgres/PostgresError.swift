/// Why something asked of PostgreSQL did not happen.
///
/// Never holds a password or a parameter's value. `detail` is the server's own and may quote stored data, so
/// `description` leaves it out.
public struct PostgresError: Error, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// No server answered, an existing connection was lost, or the server does not let this user in.
    case connection(Connection)
    /// The server refused the statement; `sqlState` says why.
    case server
    /// A limit passed.
    case timeout(Limit)
    /// The task was cancelled, or an operator cancelled the statement.
    case cancelled
    /// A column is missing or holds something else than was asked for.
    case decoding
    /// A parameter cannot be sent: a string holds a zero byte, or there are too many.
    case parameter
    /// The connection is in the middle of a COPY or of a transaction.
    case busy
    /// The connection or the pool was closed.
    case closed
  }

  public enum Connection: Sendable, Hashable {
    case unreachable, rejected, lost
  }

  public enum Limit: Sendable, Hashable {
    case connect, statement, pool
  }

  public var kind: Kind
  /// The five characters of PostgreSQL's appendix A, when the server has spoken.
  public var sqlState: String?
  public var message: String
  public var detail: String?
  public var hint: String?
  /// Where in functions and COPY input the error arose.
  public var context: String?
  public var schema: String?
  public var table: String?
  public var column: String?
  public var constraint: String?

  public init(_ kind: Kind, _ message: String, sqlState: String? = nil, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.sqlState = sqlState
    self.hint = hint
  }

  /// Whether the same work may succeed when it is done again from its beginning: serialization failures, deadlocks,
  /// lost connections, a server that restarts or is full.
  public var isRetryable: Bool {
    switch kind {
    case .connection(.lost), .connection(.unreachable), .timeout(.connect), .timeout(.pool): true
    case .server: sqlState.map(SQLState.isRetryable) ?? false
    case .connection(.rejected), .timeout(.statement), .cancelled, .decoding, .parameter, .busy, .closed: false
    }
  }
}

extension PostgresError: CustomStringConvertible {
  public var description: String {
    message + (sqlState.map { " [SQLSTATE \($0)]" } ?? "") + (hint.map { " (\($0))" } ?? "")
  }
}

/// What the classes of SQLSTATE mean here. Source: PostgreSQL documentation, appendix A.
enum SQLState {
  static let queryCanceled = "57014"
  static let invalidStatementName = "26000"
  static let featureNotSupported = "0A000"

  static func isRetryable(_ state: String) -> Bool {
    isConnectionLoss(state) || ["40001", "40P01", "53300"].contains(state)
  }

  /// The server ends the session, or did not begin one: shutdown, crash, start-up, too long a silence, and class 08.
  static func isConnectionLoss(_ state: String) -> Bool {
    state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(state)
  }

  /// The server is there but does not take this user, password, database or role.
  static func isRejection(_ state: String) -> Bool {
    state.hasPrefix("28") || ["3D000", "22023", "42501", "42704"].contains(state)
  }
}
