/// A bounded set of connections that are lent one caller at a time.
///
///     let pool = PostgresPool(PostgresConfiguration(dsn: dsn, applicationName: "ingestion"))
///     let rows = try await pool.query("SELECT name FROM datasets WHERE id = $1", id)
///     try await pool.withTransaction { transaction in … }
///
/// Connections are opened when they are needed and closed when they have been idle. A connection that the server has
/// ended is noticed before it is lent; one that broke or was left inside of a transaction is not lent again.
public actor PostgresPool: PostgresQueryable {
  public struct Limits: Sendable {
    public var connectionsMax: Int
    /// How long a caller waits for a connection before it fails with `timeout(.pool)`.
    public var waitTimeout: Duration
    /// How long a connection may be idle before it is closed.
    public var idleTimeout: Duration

    public init(
      connectionsMax: Int = 8, waitTimeout: Duration = .seconds(30), idleTimeout: Duration = .seconds(60)
    ) {
      self.connectionsMax = connectionsMax
      self.waitTimeout = waitTimeout
      self.idleTimeout = idleTimeout
    }
  }

  struct Lease: Sendable {
    var id: PoolStateMachine.ConnectionID
    var connection: PostgresConnection
  }

  private struct Waiter {
    var continuation: CheckedContinuation<Result<Lease, PostgresError>, Never>
    var limit: Task<Void, Never>
  }

  private let configuration: PostgresConfiguration
  private let limits: Limits
  private let start = ContinuousClock().now
  private var machine: PoolStateMachine
  private var connections: [PoolStateMachine.ConnectionID: PostgresConnection] = [:]
  private var waiters: [PoolStateMachine.WaiterID: Waiter] = [:]
  private var lastWaiter = 0
  private var lastOpenError: PostgresError?
  private var sweeper: Task<Void, Never>?

  /// Opens nothing yet.
  public init(_ configuration: PostgresConfiguration, limits: Limits = Limits()) {
    self.configuration = configuration
    self.limits = limits
    machine = PoolStateMachine(connectionsMax: limits.connectionsMax, idleMax: limits.idleTimeout)
  }

  deinit { sweeper?.cancel() }

  /// How many connections are open or opening.
  public var connectionCount: Int { machine.connections.count }

  /// Closes the idle connections now and the lent ones when they come back. Callers fail with kind `closed`.
  public func close() async {
    sweeper?.cancel()
    for closing in perform(machine.close()) { await closing.value }
  }

  // MARK: Lending

  /// A connection that is alive, for this caller alone until ``release(_:)``.
  func acquire() async throws(PostgresError) -> Lease {
    while true {
      let lease = try await nextLease()
      if await lease.connection.isReusable() { return lease }
      perform(machine.released(lease.id, isReusable: false, now: now))
    }
  }

  func release(_ lease: Lease) async {
    let isReusable = await lease.connection.isReusable()
    perform(machine.released(lease.id, isReusable: isReusable, now: now))
    scheduleSweep()
  }

  private var now: Duration { start.duration(to: ContinuousClock().now) }

  /// One that is idle at once; else the caller waits for one.
  private func nextLease() async throws(PostgresError) -> Lease {
    guard !Task.isCancelled else { throw error(.cancelled) }
    lastWaiter += 1
    let waiter = lastWaiter
    let actions = machine.acquire(waiter)
    if case .lend(let id, to: waiter)? = actions.first, let connection = connections[id] {
      return Lease(id: id, connection: connection)
    }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        wait(waiter, continuation)
        perform(actions)
        // It may have come between the first look and the handler.
        if Task.isCancelled { abandon(waiter, .cancelled) }
      }
    } onCancel: {
      Task { await self.abandon(waiter, .cancelled) }
    }.get()
  }

  private func wait(
    _ waiter: PoolStateMachine.WaiterID, _ continuation: CheckedContinuation<Result<Lease, PostgresError>, Never>
  ) {
    let limit = Task { [limits, weak self] in
      guard (try? await Task.sleep(for: limits.waitTimeout)) != nil else { return }
      await self?.abandon(waiter, .timedOut)
    }
    waiters[waiter] = Waiter(continuation: continuation, limit: limit)
  }

  private func abandon(_ waiter: PoolStateMachine.WaiterID, _ reason: PoolStateMachine.Failure) {
    perform(machine.abandon(waiter, reason))
  }

  // MARK: Doing what the machine says

  /// Returns the tasks that close connections, for those who want to see the end.
  @discardableResult
  private func perform(_ actions: [PoolStateMachine.Action]) -> [Task<Void, Never>] {
    var closing: [Task<Void, Never>] = []
    for action in actions {
      switch action {
      case .open(let id):
        Task { await self.open(id) }
      case .close(let id):
        guard let connection = connections.removeValue(forKey: id) else { continue }
        closing.append(Task { await connection.close() })
      case .lend(let id, let waiter):
        guard let connection = connections[id] else { continue }
        resume(waiter, .success(Lease(id: id, connection: connection)))
      case .fail(let waiter, let failure):
        resume(waiter, .failure(error(failure)))
      }
    }
    return closing
  }

  private func resume(_ waiter: PoolStateMachine.WaiterID, _ outcome: Result<Lease, PostgresError>) {
    guard let waiter = waiters.removeValue(forKey: waiter) else { return }
    waiter.limit.cancel()
    waiter.continuation.resume(returning: outcome)
  }

  private func open(_ id: PoolStateMachine.ConnectionID) async {
    do {
      connections[id] = try await PostgresConnection.connect(configuration)
      perform(machine.opened(id, now: now))
      scheduleSweep()
    } catch {
      lastOpenError = error
      perform(machine.openFailed(id))
    }
  }

  private func error(_ failure: PoolStateMachine.Failure) -> PostgresError {
    switch failure {
    case .cancelled: PostgresError(.cancelled, "the task was cancelled")
    case .closed: PostgresError(.closed, "the pool is closed")
    case .timedOut:
      PostgresError(
        .timeout(.pool), "none of \(limits.connectionsMax) connections became free in \(limits.waitTimeout)")
    case .cannotOpen: lastOpenError ?? PostgresError(.connection(.unreachable), "no connection could be opened")
    }
  }

  private func scheduleSweep() {
    guard sweeper == nil, let time = machine.nextSweep else { return }
    sweeper = Task { [weak self, start] in
      guard (try? await Task.sleep(until: start + time, clock: .continuous)) != nil else { return }
      await self?.sweep()
    }
  }

  private func sweep() {
    sweeper = nil
    perform(machine.sweep(now: now))
    scheduleSweep()
  }
}
