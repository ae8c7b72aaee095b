import CPostgres
import Foundation

/// One libpq connection. Blocking, and used by one thread at a time: its owner is an actor with a thread of its own.
final class Session {
  private static let cancelIntervalMilliseconds: Int32 = 250
  /// After these many intervals without an answer the connection is given up.
  private static let cancelAttemptsMax = 12

  let connection: OpaquePointer
  let signal: InterruptSignal
  var cache = StatementCache()
  /// Opens a transaction together with the statements that come next.
  private var begin: Statement?
  /// The transaction was committed together with its last statements, and its body has not returned.
  private(set) var isCommitted = false
  private var cancelAttempts = 0
  private var cancelRequest: CancelRequest?

  /// Takes over a connection that ``connect(_:signal:)`` has made.
  init(connection: OpaquePointer, signal: InterruptSignal) {
    self.connection = connection
    self.signal = signal
  }

  deinit { PQfinish(connection) }

  /// Whether nothing more can be done with this session.
  var isLost: Bool { PQstatus(connection) != CONNECTION_OK }

  /// Also when it begins with the next statement, and when its body has still to return.
  var isInTransaction: Bool { isCommitted || begin != nil || PQtransactionStatus(connection) != PQTRANS_IDLE }

  var processID: Int32 { PQbackendPID(connection) }
  var databaseName: String? { PQdb(connection).map { String(cString: $0) } }

  /// Whether the server has ended this idle session. Cost: one poll(2).
  func hasBeenEnded() -> Bool {
    for _ in 0..<8 {
      guard !isLost else { return true }
      guard wait(for: POLLIN, milliseconds: 0, isInterruptible: false) == .socket else { return false }
      guard PQconsumeInput(connection) == 1 else { return true }
    }
    return false
  }

  // MARK: The beginning of a transaction

  /// `begin` goes to the server in one round trip with whatever is run next.
  func beginWithNext(_ begin: Statement) throws(PostgresError) {
    guard !isInTransaction else { throw PostgresError(.busy, "a transaction is already open") }
    self.begin = begin
  }

  /// Whether the transaction had not begun, and now does not.
  func withdrawBegin() -> Bool { takeBegin() != nil }

  func takeBegin() -> Statement? {
    defer { begin = nil }
    return begin
  }

  /// Before what cannot share its round trip.
  func beginNow() throws(PostgresError) {
    if isCommitted { throw Session.over }
    if begin != nil { _ = try run([]) }
  }

  // MARK: Its end

  static let over = PostgresError(.busy, "the transaction has been committed: its body has to return")

  /// The statements and the COMMIT, in one round trip. Fails with `25P02` when a statement before had failed.
  func commit(with statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
    let rows = try run(statements + ["COMMIT"])
    guard rows.last?.result.command == "COMMIT" else {
      throw PostgresError(
        .server, "the transaction was rolled back, since one of its statements had failed", sqlState: "25P02")
    }
    isCommitted = true
    return Array(rows.dropLast())
  }

  /// Whether the transaction was committed before its body returned; it is over now.
  func takeCommitted() -> Bool {
    defer { isCommitted = false }
    return isCommitted
  }

  // MARK: Waiting

  enum Wake { case socket, interrupt, time }

  /// Blocks until the socket is ready for one of the events, an interrupt is requested, or the time has passed.
  func wait(for events: Int32, milliseconds: Int32, isInterruptible: Bool = true) -> Wake {
    var descriptors = [
      pollfd(fd: PQsocket(connection), events: Int16(truncatingIfNeeded: events), revents: 0),
      pollfd(fd: isInterruptible ? signal.descriptor : -1, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&descriptors, 2, milliseconds) > 0 else { return .time }
    return descriptors[1].revents != 0 ? .interrupt : .socket
  }

  /// Blocks until the socket is ready. A requested interrupt sends the server a cancel request, again and again until
  /// it answers, for a request may overtake the statement that it is meant for.
  func waitForServer(_ events: Int32) throws(PostgresError) {
    if !signal.isRequested { cancelAttempts = 0 }
    while true {
      let isCancelling = cancelAttempts > 0
      let limit = isCancelling ? Self.cancelIntervalMilliseconds : -1
      switch wait(for: events, milliseconds: limit, isInterruptible: !isCancelling) {
      case .socket: return
      case .time where !isCancelling: continue
      case .interrupt, .time:
        guard cancelAttempts < Self.cancelAttemptsMax else { throw giveUp() }
        cancelAttempts += 1
        requestCancel()
      }
    }
  }

  private func giveUp() -> PostgresError {
    shutdown(PQsocket(connection), Int32(SHUT_RDWR))
    PQconsumeInput(connection)
    return PostgresError(.connection(.lost), "the server did not answer a cancel request")
  }

  /// One request is under way at a time.
  func requestCancel() {
    guard cancelRequest?.hasEnded ?? true else { return }
    cancelRequest = CancelRequest(of: connection)
  }

  /// Whether no cancel request is under way any more, so that the next statement cannot be hit by one.
  var isSettled: Bool { cancelRequest?.hasEnded ?? true }

  /// Waits until no cancel request is under way. A server that has answered the statement takes the request as well;
  /// should it not, the connection is given up.
  func settle() throws(PostgresError) {
    guard let cancelRequest else { return }
    let limit = Int(Self.cancelIntervalMilliseconds) * Self.cancelAttemptsMax
    guard cancelRequest.hasEnded(withinMilliseconds: limit) else { throw giveUp() }
    self.cancelRequest = nil
  }

  // MARK: Sending and receiving

  /// Sends everything that waits in libpq's buffer, and takes in what the server says meanwhile.
  func flush() throws(PostgresError) {
    while true {
      switch PQflush(connection) {
      case 0: return
      case 1:
        try waitForServer(POLLIN | POLLOUT)
        guard PQconsumeInput(connection) == 1 else { throw lossError() }
      default: throw lossError()
      }
    }
  }

  /// The next result of what was sent, or `nil` after the last one of a statement.
  func nextResult() throws(PostgresError) -> OpaquePointer? {
    try flush()
    while PQisBusy(connection) == 1 {
      try waitForServer(POLLIN)
      guard PQconsumeInput(connection) == 1 else { break }
    }
    return PQgetResult(connection)
  }

  /// What libpq says about the connection itself.
  func lossError() -> PostgresError {
    PostgresError(connection: String(cString: PQerrorMessage(connection)), ifUnknown: .lost)
  }
}
