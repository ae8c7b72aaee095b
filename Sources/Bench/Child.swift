import CSpawn
import Foundation

/// A program as a child that inherits nothing but the three descriptors that it is given. `Process` hands down
/// descriptors by whose end it knows its children's, which a server that a child leaves behind keeps open; and the
/// signals that the thread has blocked, as those of Swift's tasks have nearly all: a child would not hear SIGTERM.
struct Child {
  struct Broken: Error, CustomStringConvertible { var description: String }

  let processID: pid_t

  /// Starts `command[0]`, a path, in a session of its own: the terminal that is its input becomes its controlling one.
  /// `keepsErrors`: what it says of errors goes where its output goes.
  init(
    _ command: [String], environment: [String: String], input: String, output: String? = nil, keepsErrors: Bool = false
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR, 0)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      if keepsErrors {
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
      } else {
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
      }
    } else {
      // Some programs draw on their standard error.
      for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, 0, descriptor) }
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
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
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in argv + variables { free(text) } }
    var child: pid_t = 0
    let outcome = posix_spawn(&child, command[0], &actions, &attributes, &argv, &variables)
    guard outcome == 0 else { throw Broken(description: "\(command[0]): \(String(cString: strerror(outcome)))") }
    processID = child
  }

  /// Waits for its end; whether it was a good one.
  func wait() -> Bool {
    var status: Int32 = 0
    return waitpid(processID, &status, 0) == processID && status == 0
  }

  func kill() {
    Foundation.kill(processID, SIGKILL)
    _ = wait()
  }
}
