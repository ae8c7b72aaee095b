/// How to reach a server and how a session on it behaves.
public struct PostgresConfiguration: Sendable {
  /// A connection URI or `key=value` words, as libpq takes them; also decides about TLS (`sslmode=…`).
  public var dsn: String
  /// What `pg_stat_activity` shows.
  public var applicationName: String
  /// The role whose rights the session has, when not the one that logs in.
  public var role: String?
  /// How long one statement may run; `nil` for the server's default.
  public var statementTimeout: Duration?
  /// How long connecting may take, all hosts together.
  public var connectTimeout: Duration
  /// How long the program may be silent within a transaction, and the network at all, before the server ends the
  /// session: so a host that the network has swallowed holds no lock for longer. `nil` waits for ever.
  public var silenceTimeout: Duration?
  /// More settings of the session, such as `search_path`.
  public var settings: [String: String]

  public init(
    dsn: String, applicationName: String = "", role: String? = nil, statementTimeout: Duration? = nil,
    connectTimeout: Duration = .seconds(10), silenceTimeout: Duration? = nil, settings: [String: String] = [:]
  ) {
    self.dsn = dsn
    self.applicationName = applicationName
    self.role = role
    self.statementTimeout = statementTimeout
    self.connectTimeout = connectTimeout
    self.silenceTimeout = silenceTimeout
    self.settings = settings
  }

  /// The session's settings as start-up options. Dates and floating-point numbers have the one form that decoding
  /// expects.
  var options: String {
    var all = settings
    all["role"] = role
    if let statementTimeout { all["statement_timeout"] = String(max(1, statementTimeout.milliseconds)) }
    if let silence = silenceTimeout.map({ max(1, $0.milliseconds) }) {
      all["idle_in_transaction_session_timeout"] = String(silence)
      all["tcp_user_timeout"] = String(silence)
      // Two probes within the time; whole seconds.
      all["tcp_keepalives_idle"] = String(max(1, silence / 3000))
      all["tcp_keepalives_interval"] = String(max(1, silence / 3000))
      all["tcp_keepalives_count"] = "2"
    }
    for (name, value) in Self.fixedSettings { all[name] = value }
    return all.sorted { $0.key < $1.key }
      .map { "-c \(Self.escaped($0.key))=\(Self.escaped($0.value))" }
      .joined(separator: " ")
  }

  private static let fixedSettings = [
    "DateStyle": "ISO", "TimeZone": "UTC", "IntervalStyle": "iso_8601", "extra_float_digits": "1",
    "bytea_output": "hex",
  ]

  /// Start-up options are split at white space unless a backslash stands before it.
  private static func escaped(_ word: String) -> String {
    word.reduce(into: "") { $0 += $1 == "\\" || $1.isWhitespace ? "\\\($1)" : "\($1)" }
  }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
  /// Leaves the DSN out, which may hold a password.
  public var description: String { "PostgresConfiguration(applicationName: \(applicationName), role: \(role ?? "-"))" }
  public var debugDescription: String { description }
}

extension Duration {
  /// Whole milliseconds, within what a 32-bit integer holds.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    let limit = Int64(Int32.max)
    guard seconds < limit / 1000 else { return Int(limit) }
    guard seconds > -limit / 1000 else { return Int(-limit) }
    return Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}
