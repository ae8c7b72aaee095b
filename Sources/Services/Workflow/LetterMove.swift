import Foundation
import Model

/// A change of letters' state, and what is written with it: the one way in which any letter moves, alone or among a
/// million (``LetterRepository/move(_:_:_:)``).
///
/// Whoever moves letters locks in this order: the version; runs, by their ids; the operation and its items; letters, by
/// their ids.
/// So a redrive, a rerun, a run that ends and a bulk operation wait for one another, and never in a circle.
struct LetterMove {
  /// What happens to a letter, one event after the other. The first way that its state accepts is taken.
  var ways: [[LetterState.Event]]
  /// Letters in other states stay as they are.
  var from: [LetterState] = LetterState.allCases
  var actor: String
  /// Why; of a discard and of a resolution it stays with the letter.
  var reason: String?
  var at: Date
  /// The run that does the work again.
  var run: RunID?
  /// The operation that it is a part of.
  var operation: BulkOperationID?

  /// What a repeated run does to the letters that wait for a decision: also to those that were redriven too often, since
  /// it does their work as well.
  static let repeated: [[LetterState.Event]] = [[.redriveRequested], [.restored, .redriveRequested]]

  /// A line in the log of each letter that begins in a state.
  struct Line: Hashable {
    var start: LetterState
    /// From 1.
    var place: Int
    var isLast: Bool
    var event: LetterState.Event
    var before: LetterState
    var after: LetterState
  }

  /// What is written of letters, by the state that they are in.
  var lines: [Line] {
    from.flatMap { start in ways.lazy.compactMap { LetterMove.walk($0, from: start) }.first ?? [] }
  }

  private static func walk(_ way: [LetterState.Event], from start: LetterState) -> [Line]? {
    var lines: [Line] = []
    var state = start
    for (index, event) in way.enumerated() {
      guard let next = try? state.after(event) else { return nil }
      lines.append(
        Line(
          start: start, place: index + 1, isLast: index + 1 == way.count, event: event, before: state, after: next))
      state = next
    }
    return lines
  }

  /// Somebody decided it; the rest follows from a run's end.
  var isAct: Bool { events.contains { ![.redriveEnded, .redriveFailed, .redriveCancelled].contains($0) } }
  var isRedrive: Bool { events.contains(.redriveRequested) }
  /// The letter's own reason becomes that of the move; `nil` is one too.
  var setsReason: Bool { events.contains { [.discarded, .resolved].contains($0) } || isRestoration }
  var isRestoration: Bool { events == [.restored] }

  private var events: [LetterState.Event] { ways.flatMap(\.self) }
}
