import Foundation
import Support

/// One Redis server over a data folder, on a free port of the loopback address, behind a random password that stands
/// in a file only its user can read. Blocking; used on one thread.
final class RedisServer {
  private static let readySecondsMax = 30
  private static let portAttemptsMax = 5

  private let programs: ServerPrograms
  private let user: ServerUser
  private let dataDirectory: String
  private let configuration: String
  private let log: ServerLog
  private let password: String
  private var port: UInt16 = 0
  private var child: ChildProcess?

  init(programs: ServerPrograms, user: ServerUser, directory: String) {
    self.programs = programs
    self.user = user
    dataDirectory = "\(directory)/redis"
    configuration = "\(directory)/redis/redis.conf"
    log = ServerLog(path: "\(directory)/redis.log")
    password = (0..<32).map { _ in UInt8.random(in: 0...255) }.hex
  }

  var url: String { "redis://:\(password)@127.0.0.1:\(port)/0" }

  var processID: pid_t? { child?.processID }

  var isRunning: Bool { child?.refresh() == .running }

  /// Starts the server and waits until it answers. The port is chosen by the first start and kept by later ones.
  func start() throws(ServerError) {
    guard !isRunning else { return }
    try user.makePrivateDirectory(dataDirectory)
    let isFirstStart = port == 0
    for attempt in 1...Self.portAttemptsMax {
      if isFirstStart { port = LoopbackPort.free() }
      do {
        return try launch()
      } catch .exitedEarly where isFirstStart && attempt < Self.portAttemptsMax {
        continue  // Another program may have taken the port since.
      }
    }
  }

  /// Redis writes its log out before it ends.
  func stop() {
    child?.stop([(SIGTERM, 10)])
    child = nil
    unlink(configuration)
  }

  func kill() {
    child?.stop([])
    child = nil
  }

  /// Removes everything that was stored. The server must be stopped.
  func removeData() {
    for file in ["appendonlydir", "dump.rdb"] {
      try? FileManager.default.removeItem(atPath: "\(dataDirectory)/\(file)")
    }
  }

  private func launch() throws(ServerError) {
    try writeConfiguration()
    log.mark()
    let launcher = user.launcher(setpriv: programs.setpriv, deathSignal: "TERM")
    let child = try ChildProcess(server: launcher + [programs.redis, configuration], log: log.path)
    self.child = child
    var isReady = false
    _ = waitUntil(seconds: Double(Self.readySecondsMax)) {
      isReady = child.refresh() == .running && LoopbackPort.answersPing(port: port, password: password)
      return isReady || child.state != .running
    }
    if isReady { return }
    guard child.refresh() == .running else {
      throw .exitedEarly(server: "Redis", logTail: log.tail())
    }
    stop()
    throw .notReady(server: "Redis", seconds: Self.readySecondsMax, logTail: log.tail())
  }

  /// Settings stand in a file and not in the arguments, which every user of the machine can list.
  private func writeConfiguration() throws(ServerError) {
    let folder = dataDirectory.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    let text = """
      bind 127.0.0.1
      port \(port)
      requirepass \(password)
      dir "\(folder)"
      daemonize no
      appendonly yes
      appendfsync everysec
      maxmemory-policy noeviction
      save ""

      """
    unlink(configuration)
    let descriptor = open(configuration, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fileSystem(path: configuration, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .fileSystem(path: configuration, reason: "the settings could not be written")
    }
    try user.own(configuration, mode: 0o600)
  }
}
