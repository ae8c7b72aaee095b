import Foundation
import Model
import Support
import Terminal

extension Document {
  /// What went wrong and what to do about it.
  mutating func failure(_ failure: Failure?) {
    guard let failure else { return }
    fact(CommonWords.error, failure.errorCode.rawValue, style: .error)
    fact(CommonWords.why, failure.shown)
    fact(CommonWords.nextStep, failure.shownNextStep, style: .accent)
  }

  /// Of what is left out, how much; nothing when that is nothing.
  mutating func rest(_ count: Int) { if count > 0 { line([Span(CommonWords.more(count), .muted)]) } }

  /// One line an attempt: when, by whom, how long, how it ended.
  mutating func attempts(_ attempts: [Attempt]) {
    rest(attempts.count - Document.attemptsMax)
    for attempt in attempts.suffix(Document.attemptsMax) {
      let (sign, ending): (Span, String) =
        if attempt.isCrash {
          (Span("† ", .error), CommonWords.crashed)
        } else if let failure = attempt.failure {
          (Span("✗ ", .error), failure.errorCode.rawValue)
        } else {
          (Span("✓ ", .success), CommonWords.succeeded)
        }
      let took = Format.duration(attempt.endedAt.timeIntervalSince(attempt.startedAt))
      line(
        [
          sign, Span("#\(attempt.number) "), Span(Format.time(attempt.startedAt), .muted), Span(" \(took) "),
          Span(ending, sign.style), Span(" " + attempt.worker, .muted),
        ] + (attempt.runID.map { [Span(" " + CommonWords.ofRun(Format.short($0)), .muted)] } ?? []), hanging: 2)
    }
  }

  static let attemptsMax = 50

  /// What differs between two values: a line each member.
  mutating func changes(from before: JSON?, to after: JSON?) {
    func text(_ value: JSON?) -> String { value.map { $0.string ?? $0.text() } ?? "–" }
    let (old, new) = (before?.members ?? [], after?.members ?? [])
    let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
    for name in names {
      let (was, became) = (before?[name], after?[name])
      if was != became { fact(name, text(was) + " → " + text(became)) }
    }
  }

  mutating func log(_ log: [StateChange]) {
    for change in log {
      var spans = [
        Span(Format.time(change.at), .muted), Span("  " + change.topic), Span(" " + change.event.shown, .muted),
        Span("  " + change.way), Span("  " + change.actor, .muted),
      ]
      if let why = change.why { spans.append(Span("  " + why)) }
      line(spans)
    }
  }
}
