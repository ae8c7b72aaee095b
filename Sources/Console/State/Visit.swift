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
  /// Why nothing, or nothing newer, can be shown.
  var failure: Failure?
  /// Failures of that kind in a row.
  var failures = 0

  init(_ scene: any Scene) { self.scene = scene }

  var isWaiting: Bool { !awaited.isEmpty }

  /// A later request for the same replaces an earlier one.
  mutating func expect(_ load: Load, generation: Int) { awaited[load] = generation }

  /// Whether this answer is the one that counts; it then is waited for no longer.
  mutating func accepts(_ load: Load, generation: Int) -> Bool {
    guard awaited[load] == generation else { return false }
    awaited[load] = nil
    return true
  }

  mutating func expectNothing() { awaited = [:] }
}
