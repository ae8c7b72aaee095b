import Foundation
import Model
import Support
import Terminal

/// The first line: where one is connected, as whom, how the data are, how much is wrong, what time it is.
struct ContextLine: Widget {
  private let left: [[Span]]
  private let right: [[Span]]

  init(_ state: ConsoleState) {
    let (actor, backend) = (state.actor, state.backend)
    var left = [[Span(" " + backend.profile + " ", backend.isProduction ? .banner : .badge)]]
    if backend.isProduction { left.append([Span(" " + ShellWords.production + " ", .banner)]) }
    if !actor.canAct { left.append([Span(" " + ShellWords.readOnly + " ", .banner)]) }
    left += [[Span(actor.name)], [Span(actor.role.rawValue, .muted)]]
    left.append([Span("· " + backend.kind + " " + backend.server, .muted)])
    self.left = left
    right = [
      ContextLine.connection(state), ContextLine.causes(state.pulse.causes),
      [Span(Format.clock(state.now), .muted)],
    ]
  }

  private static func connection(_ state: ConsoleState) -> [Span] {
    let loadedAt = state.trail.top.loadedAt
    switch state.connection {
    case .connecting: return [Span("○ " + ShellWords.connecting, .muted)]
    case .offline(let since, _):
      // Until it last answered, what is shown was as it is there, however long before it was read.
      let right = loadedAt.map { max($0, state.heartbeat.wasRightAt ?? $0) }
      let age = state.now.timeIntervalSince(right ?? since)
      return [Span(" " + ShellWords.offline(seconds: Int(max(0, min(age, 1e9)))) + " ", .banner)]
    case .online where state.trail.top.staleness != nil:
      let age = state.now.timeIntervalSince(loadedAt ?? state.now)
      return [Span(" " + ShellWords.stale(seconds: Int(max(0, min(age, 1e9)))) + " ", .banner)]
    case .online where state.isPaused:
      return [Span("‖ " + ShellWords.paused(loadedAt.map { Format.age(of: $0, at: state.now) }), .warning)]
    case .online where state.trail.top.isReturning && state.now.timeIntervalSince(loadedAt ?? state.now) >= 10:
      return [Span("○ " + ShellWords.asItWas(loadedAt.map { Format.age(of: $0, at: state.now) } ?? "–"), .muted)]
    case .online:
      let pace = state.pace > 0 ? " · " + MemoryWords.pace(state.paceMilliseconds) : ""
      return [Span("● " + ShellWords.live + pace, .success)]
    }
  }

  private static func causes(_ causes: [Overview.Cause]) -> [Span] {
    guard let worst = causes.first(where: { $0.severity != .notice }) else { return [] }
    let count = causes.count { $0.severity != .notice }
    return [Span(worst.severity.sign.sign + " \(count)", worst.severity.sign.style)]
  }

  func draw(on surface: inout Surface) {
    let width = surface.bounds.width
    var x = width
    // The connection counts most, then what is wrong, then the clock.
    var parts = right.filter { !$0.isEmpty }
    while parts.count > 1, parts.reduce(0, { $0 + ContextLine.width($1) + 2 }) > width * 2 / 3 { parts.removeLast() }
    for part in parts.reversed() {
      x -= ContextLine.width(part) + 1
      surface.draw(part, at: Point(max(0, x), 0))
      x -= 1
    }
    var end = 0
    for part in left where end + ContextLine.width(part) + 1 < x {
      end = surface.draw(part, at: Point(end, 0)) + 1
    }
  }

  private static func width(_ line: [Span]) -> Int { line.reduce(0) { $0 + $1.width } }
}

extension ConsoleState {
  /// What the terminal's window is called: the platform, first of all that it is production, and the pane.
  var title: String? {
    guard namesWindow else { return nil }
    return Language.$current.withValue(language) {
      let platform = backend.isProduction ? "\(ShellWords.production) \(backend.profile)" : backend.profile
      return "\(platform) · \(trail.pane.title) · flowsight"
    }
  }
}

extension Actor {
  /// Whether anything can be changed from here.
  var canAct: Bool {
    !isReadOnly
      && (!role.rights.isDisjoint(with: [.rerun, .redrive, .discard])
        || [.work, .review, .assign].contains { role.grant($0) != .no })
  }
}
