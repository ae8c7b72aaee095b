internal import CRedis
import Foundation

/// One hiredis connection, owned by the actor that made it. After any error of the connection it is dead for good, as
/// nobody knows which answers are still on the way; the owner drops it.
final class RedisContext {
  private let context: UnsafeMutablePointer<redisContext>
  private var timeoutSeconds: Double

  /// Connects, authenticates and selects the database. Blocks for `connectSeconds` at most, and the time that the
  /// resolver takes for the host's name.
  init(_ configuration: RedisConfiguration, name: String) throws(RedisError) {
    RedisContext.blockBrokenPipeSignal()
    let limit = timeval(seconds: configuration.connectSeconds)
    let made =
      switch configuration.endpoint {
      case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), limit)
      case .unix(let path): redisConnectUnixWithTimeout(path, limit)
      }
    guard let made else { throw .connection("\(configuration): out of memory") }
    context = made
    timeoutSeconds = configuration.connectSeconds
    guard made.pointee.err == 0 else {
      throw .connection("\(configuration): \(String(cString: fs_redis_error_text(made)))")
    }
    redisSetTimeout(made, limit)
    if case .tcp = configuration.endpoint { redisEnableKeepAlive(made) }
    try greet(configuration, name: name)
  }

  deinit { redisFree(context) }

  var descriptor: Int32 { context.pointee.fd }

  /// Whether the server still holds its end. There is nothing to read while no command is under way, unless the
  /// server went away or broke the protocol.
  var isUsable: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return context.pointee.err == 0 && poll(&request, 1, 0) == 0
  }

  /// Sends the commands in one go and reads an answer for each.
  ///
  /// - Parameter timeoutSeconds: How long the server may stay silent.
  func exchange(_ commands: [[RedisArgument]], timeoutSeconds: Double) throws(RedisError) -> [RedisReply] {
    if timeoutSeconds != self.timeoutSeconds {
      redisSetTimeout(context, timeval(seconds: timeoutSeconds))
      self.timeoutSeconds = timeoutSeconds
    }
    for command in commands { try append(command) }
    var replies: [RedisReply] = []
    replies.reserveCapacity(commands.count)
    for _ in commands { replies.append(try nextReply()) }
    return replies
  }

  private func append(_ command: [RedisArgument]) throws(RedisError) {
    let lengths = command.map { $0.bytes.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lengths.reduce(0, +))
    for argument in command { bytes += argument.bytes }
    let status = bytes.withUnsafeBytes { buffer in
      // An empty array has no address, but hiredis wants one even for empty arguments.
      withUnsafeBytes(of: UInt8(0)) { fallback in
        let start = buffer.baseAddress ?? fallback.baseAddress
        var offset = 0
        var pointers: [UnsafePointer<CChar>?] = lengths.map { length in
          defer { offset += length }
          return start?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
        }
        return redisAppendCommandArgv(context, Int32(command.count), &pointers, lengths)
      }
    }
    if status != REDIS_OK { throw failure() }
  }

  private func nextReply() throws(RedisError) -> RedisReply {
    var answer: UnsafeMutableRawPointer?
    guard redisGetReply(context, &answer) == REDIS_OK, let answer else { throw failure() }
    defer { freeReplyObject(answer) }
    return RedisReply(answer.assumingMemoryBound(to: redisReply.self).pointee)
  }

  /// Must be called right after the call that failed, while `errno` is its own.
  private func failure() -> RedisError {
    let number = errno
    let text = String(cString: fs_redis_error_text(context))
    switch context.pointee.err {
    case REDIS_ERR_IO where number == EAGAIN || number == EWOULDBLOCK: return .timeout(seconds: timeoutSeconds)
    case REDIS_ERR_PROTOCOL: return .protocol(text)
    default: return .lost(text)
    }
  }

  private func greet(_ configuration: RedisConfiguration, name: String) throws(RedisError) {
    var commands: [[RedisArgument]] = []
    if let password = configuration.password {
      commands.append(["AUTH"] + [configuration.user, password.value].compactMap { $0.map { RedisArgument($0) } })
    }
    if configuration.database != 0 { commands.append(["SELECT", RedisArgument(configuration.database)]) }
    commands.append(["CLIENT", "SETNAME", RedisArgument(name)])
    for (command, reply) in zip(commands, try exchange(commands, timeoutSeconds: configuration.connectSeconds)) {
      guard case .error(var error) = reply else { continue }
      // A user that may not name its connection may still use it.
      if command[0] == "CLIENT" && error.code != .noAuthentication { continue }
      // A server that does not know AUTH answers with the arguments.
      if let password = configuration.password {
        error.message = error.message.replacingOccurrences(of: password.value, with: "***")
      }
      throw .server(error)
    }
  }

  /// hiredis writes without MSG_NOSIGNAL: a server that went away would end the process. Only the actor's own thread
  /// is changed.
  private static func blockBrokenPipeSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

extension RedisReply {
  /// hiredis refuses answers nested deeper than 7 levels, so the recursion is bounded.
  fileprivate init(_ reply: redisReply) {
    switch reply.type {
    case REDIS_REPLY_STRING: self = .string(RedisReply.bytes(reply))
    case REDIS_REPLY_STATUS: self = .status(String(decoding: RedisReply.bytes(reply), as: UTF8.self))
    case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
    case REDIS_REPLY_ERROR:
      self = .error(RedisServerError(reply: String(decoding: RedisReply.bytes(reply), as: UTF8.self)))
    case REDIS_REPLY_ARRAY:
      self = .array(
        (0..<reply.elements).map { index in
          reply.element[index].map { RedisReply($0.pointee) } ?? .null
        })
    default: self = .null
    }
  }

  private static func bytes(_ reply: redisReply) -> [UInt8] {
    guard let start = reply.str else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: reply.len))
  }
}

extension timeval {
  /// At least a millisecond: 0 would mean no limit.
  fileprivate init(seconds: Double) {
    let microseconds = seconds > 0.001 ? Int(min(seconds, 1e6) * 1e6) : 1000
    self.init(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
  }
}
