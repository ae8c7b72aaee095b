public import Support

/// A connection to a Redis server, made at the first command and made again at the next one after it was lost.
///
/// Commands run one after another, on a thread of the connection's own. A blocking command keeps the others waiting:
/// give it a connection to itself. A command that was sent is never sent again by itself, so after
/// ``RedisError/mayHaveExecuted`` it is the caller who decides.
public actor RedisConnection {
  private enum Link {
    case down(Outage?)
    case up(RedisContext)
    case closed
  }

  public nonisolated let configuration: RedisConfiguration
  /// The connection's thread: a task that prefers it sends commands and goes on with their answers without changing
  /// threads.
  public nonisolated let executor: ThreadExecutor
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// How many arguments one command may have: what the server accepts.
  public static let argumentCountMax = 1 << 20
  /// The longest that a command may block.
  public static let blockSecondsMax = 3600.0

  private let name: String
  private let environment: Environment
  private let interruption = Interruption()
  private var link = Link.down(nil)

  /// - Parameter name: What `CLIENT LIST` and the thread show; without spaces.
  public init(_ configuration: RedisConfiguration, name: String = "flowsight", environment: Environment = .live) {
    self.configuration = configuration
    self.name = String(name.map { $0.isASCII && !$0.isWhitespace ? $0 : "-" })
    self.environment = environment
    executor = ThreadExecutor(name: name)
  }

  deinit { executor.stop() }

  /// Sends a command.
  ///
  /// - Returns: The answer, unless it is an error: that is thrown.
  public func send(_ arguments: [RedisArgument]) async throws(RedisError) -> RedisReply {
    try await pipeline([arguments])[0].checked()
  }

  /// Sends several commands in one round trip.
  ///
  /// - Returns: An answer for each, among them errors that the server gave to single commands.
  public func pipeline(_ commands: [[RedisArgument]]) async throws(RedisError) -> [RedisReply] {
    try RedisConnection.check(commands)
    if commands.isEmpty { return [] }
    // Whoever gave up while others kept the connection busy leaves the queue.
    if Task.isCancelled { throw .cancelled }
    let context = try await context()
    do throws(RedisError) {
      return try context.exchange(commands, timeoutSeconds: configuration.commandSeconds)
    } catch {
      drop(context, after: error)
      throw error
    }
  }

  /// Sends a command that waits on the server, for `blockSeconds` as its own arguments say. When the task is
  /// cancelled it ends at once, with ``RedisError/cancelled``, and the connection with it.
  public func send(_ arguments: [RedisArgument], blockSeconds: Double) async throws(RedisError) -> RedisReply {
    try RedisConnection.check([arguments])
    guard (0.001...RedisConnection.blockSecondsMax).contains(blockSeconds) else {
      throw .invalid("a command may block for 0.001 to \(Int(RedisConnection.blockSecondsMax)) s")
    }
    let context = try await context()
    let call = interruption.newCall()
    let timeoutSeconds = blockSeconds + configuration.commandSeconds
    let result = await withTaskCancellationHandler {
      interruption.begin(call, descriptor: context.descriptor)
      defer { interruption.end() }
      return Result { () throws(RedisError) in
        // A cancellation before `begin` found nothing to interrupt.
        if Task.isCancelled { throw .cancelled }
        return try context.exchange([arguments], timeoutSeconds: timeoutSeconds)[0]
      }
    } onCancel: { [interruption] in
      interruption.interrupt(call)
    }
    if case .failure(let error) = result { drop(context, after: error) }
    if case .failure(.lost) = result, Task.isCancelled { throw .cancelled }
    return try result.get().checked()
  }

  /// Connects now, when it is not connected, so that a wrong address or password is known early.
  public func connect() async throws(RedisError) {
    _ = try await context()
  }

  /// Ends the connection, after the command under way; those that come later throw ``RedisError/closed``.
  public func close() {
    link = .closed
  }

  /// Gives up a connection on which an answer is missing. One that was not used is kept.
  private func drop(_ context: RedisContext, after error: RedisError) {
    if case .up(let current) = link, current === context, error != .cancelled { link = .down(nil) }
  }

  /// A connection to send on. After a failed attempt the next one waits its turn; who has waited once and finds that
  /// another caller's attempt failed meanwhile gets that failure.
  private func context() async throws(RedisError) -> RedisContext {
    var hasWaited = false
    while true {
      switch link {
      case .closed: throw .closed
      case .up(let context) where context.isUsable: return context
      case .down(let outage?) where outage.until > .now:
        if hasWaited { throw outage.error }
        hasWaited = true
        do { try await Task.sleep(until: outage.until) } catch { throw .cancelled }
      case .up: link = .down(nil)
      case .down(let outage): return try reconnect(after: outage)
      }
    }
  }

  private func reconnect(after outage: Outage?) throws(RedisError) -> RedisContext {
    do throws(RedisError) {
      let context = try RedisContext(configuration, name: name)
      link = .up(context)
      return context
    } catch {
      link = .down(
        Outage(
          error: error, attempts: (outage?.attempts ?? 0) + 1, limits: configuration.reconnectSeconds,
          random: environment.random()))
      throw error
    }
  }

  private static func check(_ commands: [[RedisArgument]]) throws(RedisError) {
    for command in commands {
      guard (1...argumentCountMax).contains(command.count) else {
        throw .invalid("a command has 1 to \(argumentCountMax) arguments, not \(command.count)")
      }
    }
  }
}
