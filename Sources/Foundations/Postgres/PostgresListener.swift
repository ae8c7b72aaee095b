public import Support

/// Hears what is announced by NOTIFY, on a connection and a thread of its own.
///
/// It connects again by itself when the connection is lost. Nothing is announced twice, and what was announced while
/// there was no connection is gone: after ``Event/listening``, ``Event/reconnected`` and ``Event/overflowed`` read the
/// state that the announcements are about. While nothing happens it exchanges nothing with the server.
public final class PostgresListener: Sendable {
  public enum Event: Sendable, Hashable {
    /// The first connection listens.
    case listening
    /// A new connection listens after the former was lost.
    case reconnected
    case notification(channel: String, payload: String)
    /// The reader was so slow that announcements were dropped.
    case overflowed
    /// There is no connection; a new one will be tried.
    case disconnected(PostgresError)
  }

  /// How many events wait for a slow reader.
  public static let bufferedEventsMax = 4096

  /// Everything heard, in order, for one reader. Ends after ``stop()``.
  public let events: AsyncStream<Event>

  private let signal = InterruptSignal()
  private let ticket: InterruptSignal.Ticket

  /// Begins to listen. Channels are taken as they are written, case included.
  ///
  /// - Parameter environment: its randomness spreads the attempts to connect.
  public init(_ configuration: PostgresConfiguration, channels: [String], environment: Environment = .live) {
    let (events, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingNewest(Self.bufferedEventsMax))
    self.events = events
    ticket = signal.begin()
    let thread = ThreadExecutor(name: "postgres-listen")
    continuation.onTermination = { [signal, ticket] _ in signal.interrupt(ticket) }
    let loop = ListenerLoop(
      configuration: configuration, channels: channels, signal: signal, continuation: continuation,
      backoff: Backoff(random: environment.random))
    Task.detached(executorPreference: thread) {
      loop.runUntilStopped()
      thread.stop()
    }
  }

  /// Ends the connection promptly, and then ``events``. The same happens when nobody holds ``events`` any more.
  public func stop() {
    signal.interrupt(ticket)
  }
}

/// Pauses that double with each failure, each a random part of its limit ("full jitter"), so that many listeners do
/// not come back at once.
struct Backoff: Sendable {
  static let base = Duration.milliseconds(100)
  static let longest = Duration.seconds(10)

  let random: @Sendable () -> Double

  /// `failures` counts those since the last success, from 1.
  func pause(failures: Int) -> Duration {
    let limit = min(Self.longest, Self.base * (1 << min(max(0, failures - 1), 10)))
    return Self.base / 4 + limit * random()
  }
}

private struct ListenerLoop: Sendable {
  let configuration: PostgresConfiguration
  let channels: [String]
  let signal: InterruptSignal
  let continuation: AsyncStream<PostgresListener.Event>.Continuation
  let backoff: Backoff

  func runUntilStopped() {
    var failures = 0
    var hasListened = false
    while !signal.isRequested {
      do {
        let session = try Session.connect(configuration, signal: signal)
        try session.listen(channels)
        yield(hasListened ? .reconnected : .listening)
        hasListened = true
        failures = 0
        while let notifications = try session.notifications() {
          for notification in notifications {
            yield(.notification(channel: notification.channel, payload: notification.payload))
          }
        }
      } catch {
        guard !signal.isRequested else { break }
        failures += 1
        yield(.disconnected(error))
        Session.pause(backoff.pause(failures: failures), signal: signal)
      }
    }
    continuation.finish()
  }

  private func yield(_ event: PostgresListener.Event) {
    // The oldest event was dropped, so the newest must tell.
    if case .dropped = continuation.yield(event) { continuation.yield(.overflowed) }
  }
}
