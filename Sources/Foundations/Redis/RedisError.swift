public import Support

/// Why a command has no answer, or a bad one. No case holds a password.
public enum RedisError: Error, Hashable, Sendable {
  /// The URL or the command cannot be used as it is.
  case invalid(String)
  /// There is no connection: nothing was sent.
  case connection(String)
  /// The connection broke while the command was under way.
  case lost(String)
  /// No answer within so many seconds.
  case timeout(seconds: Double)
  /// The server refused the command.
  case server(RedisServerError)
  /// The answer is not what the protocol or the command's documentation says.
  case `protocol`(String)
  /// The task was cancelled.
  case cancelled
  /// ``RedisConnection/close()`` was called.
  case closed
}

extension RedisError: DescribedError {
  /// A stable name for scripts and documents.
  public var errorCode: String {
    switch self {
    case .invalid: "redis_invalid"
    case .connection: "redis_unreachable"
    case .lost: "redis_connection_lost"
    case .timeout: "redis_timeout"
    case .server(let error):
      switch error.code {
      case .noAuthentication, .wrongPassword: "redis_authentication_failed"
      case .noPermission: "redis_permission_denied"
      case .outOfMemory: "redis_out_of_memory"
      case .loading: "redis_loading"
      default: "redis_refused"
      }
    case .protocol: "redis_protocol"
    case .cancelled: "cancelled"
    case .closed: "redis_closed"
    }
  }

  /// The cause, in one sentence.
  public var description: String {
    switch self {
    case .invalid(let problem): problem
    case .connection(let cause): "no connection to Redis at \(cause)"
    case .lost(let cause): "the connection to Redis broke: \(cause)"
    case .timeout(let seconds): "Redis did not answer within \(seconds) s"
    case .server(let error): "Redis answered: \(error)"
    case .protocol(let problem): "Redis sent an unexpected answer: \(problem)"
    case .cancelled: "the task was cancelled"
    case .closed: "the connection is closed"
    }
  }

  /// What can be done about it, when something can be.
  public var nextStep: String? {
    switch self {
    case .invalid: "write the URL as redis://[:password@]host:port/db"
    case .connection: "check that Redis is running there and can be reached"
    case .server(let error) where error.code == .noAuthentication || error.code == .wrongPassword:
      "give the password in the URL: redis://:password@host:port/db"
    case .server(let error) where error.code == .outOfMemory: "raise maxmemory, or trim the streams"
    case .server(let error) where error.code == .misconfigured: "look at the server's log and its free disk space"
    case .lost, .timeout, .server, .protocol, .cancelled, .closed: nil
    }
  }

  /// Whether the command may have been carried out all the same. A caller that repeats it must bear it twice.
  public var mayHaveExecuted: Bool {
    switch self {
    case .lost, .timeout, .protocol, .cancelled: true
    case .invalid, .connection, .server, .closed: false
    }
  }

  /// Whether the same call may succeed later without any change.
  public var isTransient: Bool {
    switch self {
    case .connection, .lost, .timeout: true
    case .server(let error): [.loading, .busy, .outOfMemory, .misconfigured, .readOnly].contains(error.code)
    case .invalid, .protocol, .cancelled, .closed: false
    }
  }
}
