import Foundation

/// One PostgreSQL server over a data folder, reached by a Unix socket alone. Blocking; used on one thread.
///
/// Superuser and database are named `flowsight`; no password is asked for, since only the server's user and root can
/// enter the socket's folder.
final class PostgresServer {
  static let name = "flowsight"
  private static let port = 5432
  /// How long it may say nothing before it answers. What replays its log after a crash takes longer, and tells of it.
  private static let silentSecondsMax = 30
  /// What was changed in memory is written out first.
  private static let stopSecondsMax = 90.0

  private let programs: ServerPrograms
  private let user: ServerUser
  private let dataDirectory: String
  private let socketDirectory: String
  private let log: ServerLog
  private var child: ChildProcess?

  init(programs: ServerPrograms, user: ServerUser, directory: String, socketDirectory: String) {
    self.programs = programs
    self.user = user
    self.socketDirectory = socketDirectory
    dataDirectory = "\(directory)/postgres"
    log = ServerLog(path: "\(directory)/postgres.log")
  }

  /// A connection URI that libpq, psql and psycopg take.
  static func dsn(socketDirectory: String) -> String {
    let host = socketDirectory.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socketDirectory
    return "postgresql://\(name)@/\(name)?host=\(host)&port=\(port)"
  }

  var processID: pid_t? { child?.processID }

  /// Makes the data folder when there is none, starts the server and waits until it answers, however long it replays
  /// its log.
  func start() throws(ServerError) {
    guard child?.refresh() != .running else { return }
    if !FileManager.default.fileExists(atPath: "\(dataDirectory)/PG_VERSION") { try initialize() }
    log.mark()
    let deadline = ContinuousClock().now + .seconds(Self.silentSecondsMax)
    while true {
      let child = try ChildProcess(server: launcher + [programs.postgres] + arguments, log: log.path)
      self.child = child
      var told: UInt64
      repeat {
        told = log.size
        _ = waitUntil(seconds: Double(Self.silentSecondsMax)) { isReady(child) || child.refresh() != .running }
      } while !isReady(child) && child.state == .running && log.size > told && !Task.isCancelled
      if isReady(child) { return }
      guard child.refresh() == .running else {
        guard isHeldByOldServer, ContinuousClock().now < deadline else {
          throw .exitedEarly(server: "PostgreSQL", logTail: log.tail())
        }
        usleep(50_000)
        log.mark()
        continue
      }
      stop()
      throw .notReady(server: "PostgreSQL", seconds: Self.silentSecondsMax, logTail: log.tail())
    }
  }

  /// A fast shutdown: sessions are ended, their transactions rolled back, and everything is written out.
  func stop() {
    child?.stop([(SIGINT, Self.stopSecondsMax), (SIGQUIT, 5)])
    child = nil
  }

  /// Ends the server as a crash does: the next start replays the log. Sessions see SQLSTATE 57P02.
  func stopImmediately() {
    child?.stop([(SIGQUIT, 10)])
    child = nil
  }

  /// Kills the server's first process with signal 9. The sessions' processes notice and end by themselves.
  func kill() {
    child?.stop([])
    child = nil
  }

  private var launcher: [String] { user.launcher(setpriv: programs.setpriv, deathSignal: "INT") }

  private var arguments: [String] {
    let settings: KeyValuePairs = [
      "listen_addresses": "", "unix_socket_directories": socketDirectory, "unix_socket_permissions": "0700",
      "port": "\(Self.port)", "max_connections": "200", "shared_buffers": "256MB", "max_wal_size": "2GB",
      "timezone": "UTC", "log_timezone": "UTC",
    ]
    return ["-D", dataDirectory] + settings.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }

  /// Makes the data folder beside its place and moves it there when it is whole.
  private func initialize() throws(ServerError) {
    let draft = dataDirectory + ".new"
    try? FileManager.default.removeItem(atPath: draft)
    try user.makePrivateDirectory(draft)
    log.mark()
    let initdb = [
      programs.initdb, "-D", draft, "-U", Self.name, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
      "--no-sync", "--no-instructions",
    ]
    let statements = draft + ".sql"
    defer { unlink(statements) }
    guard
      FileManager.default.createFile(atPath: statements, contents: Data("CREATE DATABASE \(Self.name)\n".utf8)),
      try ChildProcess.run(server: launcher + initdb, log: log.path, secondsMax: 60),
      try ChildProcess.run(
        server: launcher + [programs.postgres, "--single", "-D", draft, "-c", "fsync=off", "postgres"],
        input: statements,
        log: log.path, secondsMax: 30),
      rename(draft, dataDirectory) == 0
    else { throw .exitedEarly(server: "initdb", logTail: log.tail()) }
  }

  /// Line 8 of `postmaster.pid` is the server's own word; `pg_ctl --wait` reads the same.
  private func isReady(_ child: ChildProcess) -> Bool {
    guard let text = try? String(contentsOfFile: "\(dataDirectory)/postmaster.pid", encoding: .utf8) else {
      return false
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.count >= 8 && lines[0] == "\(child.processID)" && lines[7].hasPrefix("ready")
  }

  /// A killed server's sessions hold the data folder until they notice.
  private var isHeldByOldServer: Bool {
    let tail = log.tail()
    return tail.contains("lock file") || tail.contains("pre-existing shared memory block")
  }
}
