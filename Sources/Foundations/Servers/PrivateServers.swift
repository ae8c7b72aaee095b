import Support

/// A PostgreSQL and a Redis of one's own, for a demonstration, a test or a measurement.
///
/// PostgreSQL listens on a Unix socket alone, Redis on a free port of the loopback address behind a random password.
/// Both keep their data in the folder given, with durable settings. They end with ``stop()``, when the last reference
/// goes, and when this process dies, be it by signal 9; a terminal's Ctrl-C does not reach them.
public actor PrivateServers {
  /// A connection URI: superuser and database `flowsight`.
  public nonisolated let postgresDSN: String
  /// `redis://:PASSWORD@127.0.0.1:PORT/0`. It stays valid over ``startRedis(losingData:)``.
  public nonisolated let redisURL: String
  /// Where the data and the logs (`postgres.log`, `redis.log`) are.
  public nonisolated let directory: String

  private enum Life {
    case running(ServerPair)
    case stopped
  }

  /// The system signals the servers when the thread that started them ends, so that thread lives as long as this.
  private let thread: ThreadExecutor
  private var life: Life

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Starts both servers and returns when both answer, within a few seconds when the folder is new.
  ///
  /// - Parameter directory: where the data stays from one start to the next, made when it is missing; `nil` for a
  ///   temporary folder that ``stop()`` removes.
  public static func start(in directory: String? = nil) async throws(ServerError) -> PrivateServers {
    let thread = ThreadExecutor(name: "servers")
    let outcome = await withTaskExecutorPreference(thread) {
      await startHere(thread, directory)
    }
    if case .failure = outcome { thread.stop() }
    return try outcome.get()
  }

  @concurrent
  private static func startHere(
    _ thread: ThreadExecutor, _ directory: String?
  ) async -> Result<PrivateServers, ServerError> {
    Result { () throws(ServerError) in try PrivateServers(thread: thread, directory: directory) }
  }

  private init(thread: ThreadExecutor, directory: String?) throws(ServerError) {
    let pair = try ServerPair(in: directory)
    postgresDSN = PostgresServer.dsn(socketDirectory: pair.folders.socketDirectory)
    redisURL = pair.redis.url
    self.directory = pair.folders.directory
    self.thread = thread
    life = .running(pair)
  }

  deinit { thread.stop() }

  /// Stops both servers in good order and removes all that is not data. Calling it again changes nothing.
  public func stop() {
    guard case .running(let pair) = life else { return }
    pair.stop()
    life = .stopped
  }

  /// The servers' process ids; `nil` for a server that was killed or stopped.
  public var processIDs: (postgres: Int32?, redis: Int32?) {
    guard case .running(let pair) = life else { return (nil, nil) }
    return (pair.postgres.processID, pair.redis.processID)
  }

  private func running() throws(ServerError) -> ServerPair {
    guard case .running(let pair) = life else { throw .stopped }
    return pair
  }
}

/// Faults, for tests of what must survive them.
extension PrivateServers {
  /// Kills PostgreSQL with signal 9. ``startPostgres()`` brings it back with what was committed.
  public func killPostgres() throws(ServerError) { try running().postgres.kill() }

  /// Stops PostgreSQL in good order: sessions are told so.
  public func stopPostgres() throws(ServerError) { try running().postgres.stop() }

  /// Starts PostgreSQL when it does not run, and waits until it answers.
  public func startPostgres() throws(ServerError) { try running().postgres.start() }

  /// Stops PostgreSQL and starts it over the same data. Sessions are told so; `immediately` they are cut off as in a
  /// crash, and the log is replayed.
  public func restartPostgres(immediately: Bool = false) throws(ServerError) {
    let postgres = try running().postgres
    if immediately { postgres.stopImmediately() } else { postgres.stop() }
    try postgres.start()
  }

  /// Kills Redis with signal 9. What was written in the last second may be lost.
  public func killRedis() throws(ServerError) { try running().redis.kill() }

  /// Starts Redis when it does not run, on the same port with the same password, and waits until it answers.
  ///
  /// - Parameter losingData: start it empty, as a Redis without persistence would.
  public func startRedis(losingData: Bool = false) throws(ServerError) {
    let redis = try running().redis
    guard !redis.isRunning else { return }
    if losingData { redis.removeData() }
    try redis.start()
  }
}
