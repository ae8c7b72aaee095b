import Foundation
import Model
import Terminal

extension StateChange {
  static func columns(width: Int) -> [ListColumn<StateChange>] {
    var columns = [
      ListColumn<StateChange>("at", EventWords.when, .fixed(width >= 60 ? 14 : 8)) { change, _ in
        let time = Format.time(change.at)
        return Span(width >= 60 ? time : String(time.suffix(8)), .muted)
      },
      ListColumn<StateChange>("subject", EventWords.what, .fixed(12)) { change, _ in Span(change.topic) },
      ListColumn<StateChange>("to", EventWords.state, .fixed(width >= 60 ? 23 : 10)) { change, _ in
        Span(width >= 60 ? change.way : StateWords.name(change.to), .accent)
      },
    ]
    if width >= 60 {
      columns.append(ListColumn("by", EventWords.by, .fixed(12)) { change, _ in Span(change.actor, .muted) })
    }
    columns.append(
      ListColumn("event", EventWords.detail, .atLeast(4)) { change, _ in
        Span(change.event.shown + (change.why.map { " · " + $0 } ?? ""))
      })
    return columns
  }

  /// What is named by the platform is said in the reader's language; steps and people go by their names.
  var topic: String { ["upload", "run", "letter", "version"].contains(subject) ? subject.shown : subject }

  /// Reasons that people typed stay as they are; what services and workers leave is said.
  var why: String? { StateChange.isOfPlatform(actor) ? detail?.shown : detail }

  /// Workers are named `host:process:tail`, services by what they do.
  static func isOfPlatform(_ actor: String) -> Bool {
    actor == "orchestrator" || actor.hasSuffix("-service") || actor.split(separator: ":").count >= 3
  }

  /// `running → failed`.
  var way: String { (from.map { StateWords.name($0) + " " } ?? "") + "→ " + StateWords.name(to) }
}
