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
      ListColumn<StateChange>("subject", EventWords.what, .fixed(12)) { change, _ in Span(change.subject.shown) },
      ListColumn<StateChange>("to", EventWords.state, .fixed(width >= 60 ? 23 : 10)) { change, _ in
        Span(width >= 60 ? change.way : StateWords.name(change.to), .accent)
      },
    ]
    if width >= 60 {
      columns.append(ListColumn("by", EventWords.by, .fixed(12)) { change, _ in Span(change.actor, .muted) })
    }
    columns.append(
      ListColumn("event", EventWords.detail, .atLeast(4)) { change, _ in
        Span(change.event.shown + (change.detail.map { " · " + $0.shown } ?? ""))
      })
    return columns
  }

  /// `running → failed`.
  var way: String { (from.map { StateWords.name($0) + " " } ?? "") + "→ " + StateWords.name(to) }
}
