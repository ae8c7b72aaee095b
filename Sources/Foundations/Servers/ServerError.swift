/// Why the private servers could not start or be handled. `description` says what to do next.
public enum ServerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A program that is needed is not on this machine; `package` is the Debian package that has it.
  case missingProgram(name: String, package: String)
  /// A folder or file could not be made or read.
  case fileSystem(path: String, reason: String)
  /// Root starts the servers as another user, and that user may not enter `path`.
  case unreachableDirectory(path: String, user: String)
  /// Other private servers run over this folder.
  case directoryInUse(path: String)
  /// The system refused to start `program`.
  case spawnFailed(program: String, reason: String)
  /// The server ended before it was ready.
  case exitedEarly(server: String, logTail: String)
  /// The server was not ready within the limit.
  case notReady(server: String, seconds: Int, logTail: String)
  /// The servers are already stopped.
  case stopped

  public var description: String {
    switch self {
    case .missingProgram(let name, let package):
      "\(name) is not installed; install it with: apt-get install \(package)"
    case .fileSystem(let path, let reason):
      "\(path): \(reason)"
    case .unreachableDirectory(let path, let user):
      """
      the servers run as user \(user), who may not enter \(path); choose a folder outside of it, \
      such as one below /var/tmp
      """
    case .directoryInUse(let path):
      "other servers run over \(path); stop them or choose another folder"
    case .spawnFailed(let program, let reason):
      "\(program) did not start: \(reason)"
    case .exitedEarly(let server, let logTail):
      "\(server) ended before it was ready; its log ends with:\n\(logTail)"
    case .notReady(let server, let seconds, let logTail):
      "\(server) was not ready after \(seconds) s; its log ends with:\n\(logTail)"
    case .stopped:
      "the private servers are stopped"
    }
  }
}
