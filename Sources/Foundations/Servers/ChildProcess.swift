import CSpawn
import Foundation

/// A program that runs as a child, in a session of its own so that a terminal's Ctrl-C does not reach it.
///
/// It inherits no descriptor besides its log, no signal mask, and only the environment given.
final class ChildProcess {
  enum State: Equatable {
    case running
    /// `status` as waitpid(2) gives it.
    case ended(status: Int32)
  }

  let processID: pid_t
  private(set) var state: State = .running

  /// Starts `arguments[0]`; what it writes is added to the file `log`.
  init(_ arguments: [String], input: String = "/dev/null", log: String) throws(ServerError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawn_file_actions_addchdir_np(&actions, "/")

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

    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC"]
    var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for text in argv + environment { free(text) } }

    var child: pid_t = 0
    let outcome = posix_spawn(&child, arguments[0], &actions, &attributes, &argv, &environment)
    guard outcome == 0 else {
      throw .spawnFailed(program: arguments[0], reason: String(cString: strerror(outcome)))
    }
    processID = child
  }

  /// Sends a signal when the child still runs. Its process id cannot belong to another, since it is not reaped.
  func signal(_ number: Int32) {
    if refresh() == .running { kill(processID, number) }
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

  /// Asks with each signal in turn and gives it that many seconds, then kills.
  func stop(_ steps: [(signal: Int32, seconds: Double)]) {
    for step in steps {
      signal(step.signal)
      if hasEnded(within: step.seconds) { return }
    }
    signal(SIGKILL)
    _ = hasEnded(within: 5)
  }

  /// Runs a program to its end and says whether it ended with code 0.
  static func run(
    _ arguments: [String], input: String = "/dev/null", log: String, secondsMax: Double
  ) throws(ServerError) -> Bool {
    let child = try ChildProcess(arguments, input: input, log: log)
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
