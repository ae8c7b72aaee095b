import Foundation
import Model
import Terminal

/// How the console knows that the platform answers: it asks every few seconds, whether or not anything is pushed. A
/// server that is frozen or cut off pushes nothing, and breaks no connection.
extension ConsoleState {
  static let heartbeatMilliseconds = 3000
  /// The longest wait between two tries to reach a platform that does not answer.
  static let retryMillisecondsMax = 5000

  struct Heartbeat: Sendable {
    /// The generation of the answer that counts, and of the wake that does: a sooner one replaces a later one.
    var awaited: Int?
    var due: Int?
    /// When the platform last answered while what is shown was up to date.
    var wasRightAt: Date?
    /// Servers that do not answer, of those the platform can do without for a while.
    var absent: [Failure] = []
    /// Why the platform does not answer.
    var failure: Failure?
  }

  mutating func scheduleHeartbeat(afterMilliseconds wait: Int = heartbeatMilliseconds) -> [ConsoleEffect] {
    let generation = nextGeneration()
    heartbeat.due = generation
    return [.wake(.heartbeat(generation), afterMilliseconds: wait)]
  }

  mutating func ping() -> [ConsoleEffect] {
    guard heartbeat.awaited == nil else { return [] }
    let generation = nextGeneration()
    heartbeat.awaited = generation
    return [.ping(generation: generation)]
  }

  /// Whether the answer to a ping says nothing new.
  func isExpected(_ result: Result<[Failure], Failure>) -> Bool {
    guard case .success(let absent) = result else { return false }
    return connection == .online && absent == heartbeat.absent && trail.top.failure == nil
  }

  mutating func receive(
    ping result: Result<[Failure], Failure>, _ generation: Int, at time: Date
  ) -> [ConsoleEffect] {
    guard heartbeat.awaited == generation else { return [] }
    heartbeat.awaited = nil
    switch result {
    case .success(let absent):
      if connection == .online, !trail.top.isStale, !isPaused { heartbeat.wasRightAt = time }
      let isNews = heartbeat.absent != absent
      heartbeat.absent = absent
      let next = scheduleHeartbeat()
      if connection.isOffline { return next + comeBack() }
      let first = connect()
      if trail.top.failure?.isTransient == true, !trail.top.isWaiting { return next + first + reload() }
      // What comes from that server is old now, or new again.
      if isNews { return next + refresh() + readPulse() }
      return next + first
    case .failure(let failure):
      heartbeat.failure = failure
      goOffline()
      return scheduleHeartbeat(afterMilliseconds: ConsoleState.pause(tries: connection.tries))
    }
  }

  /// The stream of changes broke: what is on the screen may be old, whatever the reason.
  mutating func loseChanges() -> [ConsoleEffect] {
    if connection.isOffline { return [] }
    goOffline()
    return ping()
  }

  /// Something could not be read for a reason that may pass: whether that is the connection, a ping tells.
  mutating func doubt() -> [ConsoleEffect] {
    trail.top.failures += 1
    if connection.isOffline || heartbeat.awaited != nil { return [] }
    return scheduleHeartbeat(afterMilliseconds: ConsoleState.pause(tries: trail.top.failures))
  }

  private static func pause(tries: Int) -> Int { min(retryMillisecondsMax, 125 << min(max(tries, 1), 6)) }

  private mutating func goOffline() {
    trail.top.expectNothing()
    pulse.awaited = nil
    if case .offline(let since, let tries) = connection {
      connection = .offline(since: since, tries: tries + 1)
    } else {
      connection = .offline(since: now, tries: 0)
      // Why it is lost stands where it was said to be back.
      if notice?.isOfConnection == true { notice = nil }
      giveUpDialog()
    }
  }

  /// Why the platform does not answer. What servers say may have several lines: the first says what it is.
  var outage: String {
    let said = heartbeat.failure?.shown ?? ActionWords.noAnswer
    return said.split(whereSeparator: \.isNewline).first.map(String.init) ?? said
  }

  /// Something has answered.
  mutating func connect() -> [ConsoleEffect] {
    guard connection == .connecting else { return [] }
    connection = .online
    return readPulse()
  }

  /// Everything is looked at again.
  mutating func comeBack() -> [ConsoleEffect] {
    notice = connection.since.map { since in
      Notice(ShellWords.back(lost: Format.time(since), why: outage), .success, isOfConnection: true)
    }
    connection = .online
    heartbeat.failure = nil
    if case .dialog(var dialog) = mode, case .form(let form) = dialog.phase, form.problem == ActionWords.offline {
      dialog.tell(nil)
      mode = .dialog(dialog)
    }
    return reload() + readPulse()
  }
}
