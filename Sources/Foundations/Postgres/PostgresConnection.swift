import Support

/// A session on a PostgreSQL server, on a thread of its own, so that waiting for the server holds up nobody else.
///
/// Statements are given as text and parameters, which never become part of the text, and are parsed once per
/// connection. Cancelling the task cancels the statement on the server. A lost connection stays lost: every later call
/// fails with kind `connection` or `closed`; a ``PostgresPool`` opens new ones.
public actor PostgresConnection: PostgresQueryable {
  enum Phase {
    case ready(Session)
    /// Between the beginning and the end of a COPY nothing else can be said to the server.
    case copying(Session)
    case closed(PostgresError)
  }

  private let thread: ThreadExecutor
  private let signal = InterruptSignal()
  private(set) var phase = Phase.closed(PostgresError(.closed, "the connection is not open"))

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private init() { thread = ThreadExecutor(name: "postgres") }

  deinit { thread.stop() }

  /// Opens a connection.
  public static func connect(
    _ configuration: PostgresConfiguration
  ) async throws(PostgresError) -> PostgresConnection {
    let connection = PostgresConnection()
    try await connection.open(configuration)
    return connection
  }

  public func query(_ statement: Statement) async throws(PostgresError) -> PostgresRows {
    let rows = try await pipeline([statement])
    guard let first = rows.first else { throw PostgresError(.connection(.lost), "the server gave no result") }
    return first
  }

  public func pipeline(_ statements: [Statement]) async throws(PostgresError) -> [PostgresRows] {
    try await interruptible { (session) throws(PostgresError) in try session.run(statements) }
  }

  /// Runs statements separated by semicolons, without parameters, as migrations are. Outside of a transaction they are
  /// one.
  public func execute(script: String) async throws(PostgresError) {
    try await interruptible { (session) throws(PostgresError) in try session.runScript(script) }
  }

  /// Ends the session; an open transaction is rolled back. Calling it again changes nothing.
  public func close() {
    if case .closed = phase { return }
    phase = .closed(PostgresError(.closed, "the connection was closed"))
  }

  /// The server's process for this session, as `pg_stat_activity.pid` shows it; `nil` when it is closed.
  public var processID: Int32? {
    switch phase {
    case .ready(let session), .copying(let session): session.processID
    case .closed: nil
    }
  }

  /// The database that it is connected to; `nil` when it is closed.
  public var databaseName: String? {
    switch phase {
    case .ready(let session), .copying(let session): session.databaseName
    case .closed: nil
    }
  }

  /// Whether the session is at rest outside of a transaction and the server has not ended it.
  public func isReusable() -> Bool {
    guard case .ready(let session) = phase else { return false }
    return session.isSettled && !session.hasBeenEnded() && !session.isInTransaction
  }

  private func open(_ configuration: PostgresConfiguration) async throws(PostgresError) {
    let signal = signal
    let session = try await cancellable { () throws(PostgresError) in
      try Session.connect(configuration, signal: signal)
    }
    phase = .ready(session)
  }
}

// MARK: How work reaches the session

extension PostgresConnection {
  /// Runs blocking work which ends early when the task is cancelled.
  private func cancellable<Value>(
    _ work: () throws(PostgresError) -> Value
  ) async throws(PostgresError) -> Value {
    guard !Task.isCancelled else { throw PostgresError(.cancelled, "the task was cancelled") }
    let signal = signal
    let ticket = signal.begin()
    defer { signal.end() }
    return try await withTaskCancellationHandler {
      self.outcome(of: work)
    } onCancel: {
      signal.interrupt(ticket)
    }.get()
  }

  /// Being the actor's, it keeps the closure that calls it, and so the work, on the connection's thread.
  private func outcome<Value>(of work: () throws(PostgresError) -> Value) -> Result<Value, PostgresError> {
    Result { () throws(PostgresError) in try work() }
  }

  /// Runs work on the session when nothing else is under way.
  func interruptible<Value>(
    _ work: (Session) throws(PostgresError) -> Value
  ) async throws(PostgresError) -> Value {
    let session = try readySession()
    return try await cancellable { () throws(PostgresError) in
      try self.noting { () throws(PostgresError) in try work(session) }
    }
  }

  /// Runs work that has to be finished whether or not the task is cancelled, such as ROLLBACK.
  func uninterrupted<Value>(_ work: (Session) throws(PostgresError) -> Value) throws(PostgresError) -> Value {
    let session = try readySession()
    return try noting { () throws(PostgresError) in try work(session) }
  }

  private func readySession() throws(PostgresError) -> Session {
    switch phase {
    case .ready(let session):
      try noting { () throws(PostgresError) in try session.settle() }
      return session
    case .copying: throw PostgresError(.busy, "the connection is in the middle of a COPY")
    case .closed(let error): throw error
    }
  }

  /// Gives the session up when the work finds it lost.
  private func noting<Value>(_ work: () throws(PostgresError) -> Value) throws(PostgresError) -> Value {
    do {
      return try work()
    } catch {
      if case .connection = error.kind { phase = .closed(error) }
      throw error
    }
  }

  // MARK: COPY

  /// Runs a step of a COPY and says in which phase it leaves the connection.
  func copyStep<Value>(
    begins: Bool = false, ends: Bool = false, isInterruptible: Bool = true,
    _ work: (Session) throws(PostgresError) -> Value
  ) async throws(PostgresError) -> Value {
    let session: Session
    switch phase {
    case .ready(let ready) where begins: session = ready
    case .copying(let copying) where !begins: session = copying
    case .ready: throw PostgresError(.closed, "the COPY has ended")
    case .copying: throw PostgresError(.busy, "the connection is in the middle of a COPY")
    case .closed(let error): throw error
    }
    if ends { phase = .ready(session) }
    let value =
      if isInterruptible {
        try await cancellable { () throws(PostgresError) in
          try self.noting { () throws(PostgresError) in try work(session) }
        }
      } else {
        try noting { () throws(PostgresError) in try work(session) }
      }
    if begins, case .ready = phase { phase = .copying(session) }
    return value
  }
}
