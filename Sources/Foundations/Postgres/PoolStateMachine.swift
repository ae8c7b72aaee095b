/// Decides who gets which connection, without doing anything: events go in, actions come out.
///
/// At most `connectionsMax` connections are open or opening. Waiters are served in the order they came. The connection
/// that was used last is lent first, so that those that are not needed grow idle and are closed.
struct PoolStateMachine: Sendable {
  typealias ConnectionID = Int
  typealias WaiterID = Int

  enum Action: Equatable {
    case open(ConnectionID)
    case close(ConnectionID)
    case lend(ConnectionID, to: WaiterID)
    case fail(WaiterID, Failure)
  }

  enum Failure: Equatable {
    case timedOut, cancelled, closed, cannotOpen
  }

  enum Connection: Equatable {
    case opening, lent
    case idle(since: Duration)
  }

  private(set) var connections: [ConnectionID: Connection] = [:]
  private(set) var waiters: [WaiterID] = []
  private var idle: [ConnectionID] = []
  private var lastID = 0
  private var isClosed = false

  let connectionsMax: Int
  let idleMax: Duration

  init(connectionsMax: Int, idleMax: Duration) {
    self.connectionsMax = max(1, connectionsMax)
    self.idleMax = idleMax
  }

  private var openingCount: Int { connections.values.count { $0 == .opening } }

  // MARK: Waiters

  mutating func acquire(_ waiter: WaiterID) -> [Action] {
    guard !isClosed else { return [.fail(waiter, .closed)] }
    if let connection = idle.popLast() {
      connections[connection] = .lent
      return [.lend(connection, to: waiter)]
    }
    waiters.append(waiter)
    return openForWaiters()
  }

  /// The waiter gives up. Nothing happens when it was served or had failed before.
  mutating func abandon(_ waiter: WaiterID, _ reason: Failure) -> [Action] {
    guard let index = waiters.firstIndex(of: waiter) else { return [] }
    waiters.remove(at: index)
    return [.fail(waiter, reason)]
  }

  // MARK: Connections

  mutating func opened(_ connection: ConnectionID, now: Duration) -> [Action] {
    guard connections[connection] == .opening else { return [] }
    return serve(connection, now: now)
  }

  /// The first waiter hears of it; the others have attempts of their own.
  mutating func openFailed(_ connection: ConnectionID) -> [Action] {
    guard connections.removeValue(forKey: connection) == .opening else { return [] }
    let failed = waiters.isEmpty ? [] : [Action.fail(waiters.removeFirst(), .cannotOpen)]
    return failed + openForWaiters()
  }

  mutating func released(_ connection: ConnectionID, isReusable: Bool, now: Duration) -> [Action] {
    guard connections[connection] == .lent else { return [] }
    if isReusable { return serve(connection, now: now) }
    connections[connection] = nil
    return [.close(connection)] + openForWaiters()
  }

  /// Closes what has been idle for `idleMax`.
  mutating func sweep(now: Duration) -> [Action] {
    let old = idle.filter { connection in
      guard case .idle(let since) = connections[connection] else { return false }
      return now - since >= idleMax
    }
    idle.removeAll { old.contains($0) }
    for connection in old { connections[connection] = nil }
    return old.map(Action.close)
  }

  /// When the next sweep has something to do.
  var nextSweep: Duration? {
    idle.compactMap { connection in
      guard case .idle(let since) = connections[connection] else { return nil }
      return since + idleMax
    }.min()
  }

  /// Lends no more. Lent connections are closed when they come back.
  mutating func close() -> [Action] {
    isClosed = true
    defer {
      for connection in idle { connections[connection] = nil }
      idle = []
      waiters = []
    }
    return waiters.map { .fail($0, .closed) } + idle.map(Action.close)
  }

  private mutating func serve(_ connection: ConnectionID, now: Duration) -> [Action] {
    guard !isClosed else {
      connections[connection] = nil
      return [.close(connection)]
    }
    guard !waiters.isEmpty else {
      connections[connection] = .idle(since: now)
      idle.append(connection)
      return []
    }
    connections[connection] = .lent
    return [.lend(connection, to: waiters.removeFirst())]
  }

  private mutating func openForWaiters() -> [Action] {
    let wanted = min(waiters.count - openingCount, connectionsMax - connections.count)
    guard wanted > 0, !isClosed else { return [] }
    return (0..<wanted).map { _ in
      lastID += 1
      connections[lastID] = .opening
      return .open(lastID)
    }
  }
}
