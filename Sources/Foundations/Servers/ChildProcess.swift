import CSpawn
import Foundation

/// Where a child reads from and writes to.
public enum ChildStreams: Sendable {
  /// All three streams are the terminal at this path, which becomes the child's controlling one.
  case terminal(String)
  /// It reads nothing, and writes where this process writes.
  case inherited
  /// Files by their paths. Errors go to the output unless they are dropped; what was in the output is gone unless it is
  /// appended to.
  case files(input: String = "/dev/null", output: String, appends: Bool = false, dropsErrors: Bool = false)
}

/// A program that runs as a child, in a session of its own so that a terminal's Ctrl-C does not reach it.
///
/// It inherits no descriptor besides its streams, no signal mask, and only the environment given. `Process` hands down
/// the descriptors of its other children, which a server that a child leaves behind keeps open, and the signals that
/// the thread has blocked, as those of Swift's tasks have nearly all: such a child does not hear SIGTERM.
public final class ChildProcess {
  enum State: Equatable {
    case running
    /// `status` as waitpid(2) gives it.
    case ended(status: Int32)
  }

  public let processID: Int32
  private(set) var state: State = .running

  /// Starts `command[0]`, a path, in `directory` or where this process is. Fails with `spawnFailed`.
  public init(
    _ command: [String], environment: [String: String], streams: ChildStreams, directory: String? = nil
  ) throws(ServerError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch streams {
    case .terminal(let path):
      // Some programs draw on their standard error.
      posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
      for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, 0, descriptor) }
    case .inherited:
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      // Onto themselves: they stay open over the exec.
      for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor) }
    case .files(let input, let output, let appends, let dropsErrors):
      posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
      posix_spawn_file_actions_addopen(
        &actions, 1, output, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC), 0o600)
      if dropsErrors {
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
      } else {
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
      }
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | fs_spawn_setsid)

    var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + variables { free(text) } }

    var child: pid_t = 0
    let outcome = posix_spawn(&child, command[0], &actions, &attributes, &argv, &variables)
    guard outcome == 0 else {
      throw .spawnFailed(program: command[0], reason: String(cString: strerror(outcome)))
    }
    processID = child
  }

  /// Starts a server or what prepares one; what it writes is added to the file `log`.
  convenience init(server command: [String], input: String = "/dev/null", log: String) throws(ServerError) {
    try self.init(
      command, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"],
      streams: .files(input: input, output: log, appends: true), directory: "/")
  }

  /// Sends a signal when the child still runs. Its process id cannot belong to another, since it is not reaped.
  func signal(_ number: Int32) {
    if refresh() == .running { Foundation.kill(processID, number) }
  }

  @discardableResult
  func refresh() -> State {
    guard state == .running else { return state }
    var status: Int32 = 0
    if waitpid(processID, &status, WNOHANG) == processID { state = .ended(status: status) }
    return state
  }

  /// Blocks until the child has ended or the limit has passed, and says whether it has ended.
  func hasEnded(within seconds: Double) -> Bool {
    waitUntil(seconds: seconds) { refresh() != .running }
  }

  /// Blocks until the child has ended, and says whether it ended with code 0.
  public func wait() -> Bool {
    var status: Int32 = 0
    while state == .running {
      if waitpid(processID, &status, 0) == processID { state = .ended(status: status) } else if errno != EINTR { break }
    }
    return state == .ended(status: 0)
  }

  /// Ends it with signal 9.
  public func kill() { stop([]) }

  /// Asks with each signal in turn and gives it that many seconds, then kills.
  func stop(_ steps: [(signal: Int32, seconds: Double)]) {
    for step in steps {
      signal(step.signal)
      if hasEnded(within: step.seconds) { return }
    }
    signal(SIGKILL)
    _ = hasEnded(within: 5)
  }

  /// Runs what prepares a server to its end and says whether it ended with code 0.
  static func run(
    server command: [String], input: String = "/dev/null", log: String, secondsMax: Double
  ) throws(ServerError) -> Bool {
    let child = try ChildProcess(server: command, input: input, log: log)
    guard child.hasEnded(within: secondsMax) else {
      child.stop([(SIGTERM, 2)])
      return false
    }
    return child.state == .ended(status: 0)
  }
}

/// Blocks the thread until the condition holds, asked every few milliseconds; says whether it held within the limit.
func waitUntil(seconds: Double, _ condition: () -> Bool) -> Bool {
  let clock = ContinuousClock()
  let deadline = clock.now + .seconds(seconds)
  while !condition() {
    guard clock.now < deadline, !Task.isCancelled else { return condition() }
    usleep(2_000)
  }
  return true
}
