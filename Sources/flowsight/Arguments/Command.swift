/// One thing the program does. The table of commands (``Command/all``) is the single source of parsing and of help.
struct Command: Sendable {
  /// The words that name it: `["dlq", "redrive"]`.
  let path: [String]
  /// One line, without a full stop.
  let summary: String
  /// What `--help` says below the usage line.
  let details: String
  let operands: [Operand]
  let options: [Option]
  let run: @Sendable (Invocation) async throws -> ExitStatus

  init(
    _ path: String, _ summary: String, details: String = "", operands: [Operand] = [], options: [Option] = [],
    run: @escaping @Sendable (Invocation) async throws -> ExitStatus
  ) {
    self.path = path.split(separator: " ").map(String.init)
    self.summary = summary
    self.details = details
    self.operands = operands
    self.options = options
    self.run = run
  }

  var name: String { path.joined(separator: " ") }

  /// Its own options and those that every command takes.
  var allOptions: [Option] { options + Option.everywhere }
}

extension Option {
  static let postgres = value("postgres", "DSN", "PostgreSQL to use; or FLOWSIGHT_POSTGRES")
  static let redis = value("redis", "URL", "Redis to use; or FLOWSIGHT_REDIS")
  static let profile = value(
    "profile", "NAME", "servers named in the configuration file; or FLOWSIGHT_PROFILE", live: .profiles)
  static let actAs = value("as", "NAME/ROLE", "act as somebody else, when the login is a superuser; or FLOWSIGHT_AS")
  static let write = flag("write", "allow changes on a profile that is read-only")
  static let help = flag("help", short: "h", "explain the command")

  /// What every command takes.
  static let everywhere: [Option] = [postgres, redis, profile, actAs, write, help]
}
