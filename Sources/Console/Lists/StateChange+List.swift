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
      ListColumn<StateChange>("subject", EventWords.what, .fixed(12)) { change, _ in Span(change.subject) },
      ListColumn<StateChange>("to", EventWords.state, .fixed(width >= 60 ? 23 : 10)) { change, _ in
        let from = width >= 60 ? change.from.map { $0.lowercased() + " → " } ?? "→ " : ""
        return Span(from + change.to.lowercased(), .accent)
      },
    ]
    if width >= 60 {
      columns.append(ListColumn("by", EventWords.by, .fixed(12)) { change, _ in Span(change.actor, .muted) })
    }
    columns.append(
      ListColumn("event", EventWords.detail, .atLeast(4)) { change, _ in
        Span(change.event + (change.detail.map { " · " + $0 } ?? ""))
      })
    return columns
  }
}
