import Foundation
import Model

/// A scene on the screen or behind it, with what it waits for.
struct Visit: Sendable {
  var scene: any Scene
  /// The generation of the answer that counts, for each load under way.
  private(set) var awaited: [Load: Int] = [:]
  /// Something changed since the last read.
  var isStale = false
  var loadedAt: Date?
  /// It shows what it showed when it was left: nothing has answered since.
  var isReturning = false
  /// Why nothing, or nothing newer, can be shown.
  var failure: Failure?
  /// Failures of that kind in a row.
  var failures = 0

  /// Changes within this time are read together: a view that takes long to read is read less often, so that whoever
  /// looks on leaves the platform to those who work.
  private(set) var refreshMilliseconds = Visit.refreshMillisecondsMin
  private var refreshBegan: Date?

  static let refreshMillisecondsMin = 250
  static let refreshMillisecondsMax = 30_000
  /// A refresh takes no more than one part in so many of the time.
  private static let refreshShare = 8.0

  /// What the list showed when it was opened: Esc takes back what was asked for since.
  let asked: ListQuery

  init(_ scene: any Scene, asked: ListQuery? = nil) {
    self.scene = scene
    self.asked = asked ?? ListQuery()
  }

  /// Why what is shown is older than it seems: it could not be read again.
  var staleness: Failure? { scene.isLoaded ? failure : nil }

  var isWaiting: Bool { !awaited.isEmpty }

  /// A later request for the same replaces an earlier one.
  mutating func expect(_ load: Load, generation: Int) { awaited[load] = generation }

  /// Whether this answer is the one that counts; it then is waited for no longer.
  mutating func accepts(_ load: Load, generation: Int) -> Bool {
    guard awaited[load] == generation else { return false }
    awaited[load] = nil
    return true
  }

  /// The clock stands at the change that is read after this pause.
  mutating func beginRefresh(at now: Date, after milliseconds: Int) {
    refreshBegan = now.addingTimeInterval(Double(milliseconds) / 1000)
  }

  /// Something was read; what was asked for by a change tells how long that takes.
  mutating func noteRead(at now: Date) {
    loadedAt = now
    guard let began = refreshBegan, awaited.isEmpty else { return }
    refreshBegan = nil
    let took = now.timeIntervalSince(began) * 1000
    let pause = Int(max(0, min(took * Visit.refreshShare, Double(Visit.refreshMillisecondsMax))))
    refreshMilliseconds = max(Visit.refreshMillisecondsMin, pause)
  }

  mutating func expectNothing() {
    awaited = [:]
    refreshBegan = nil
  }
}
