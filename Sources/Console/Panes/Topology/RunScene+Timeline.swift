import Foundation
import Model
import Support
import Terminal

extension RunScene {
  /// The steps over time: who waited, who worked, what was tried again. The slowest path is marked.
  func gantt(_ timeline: RunTimeline) -> Gantt {
    let steps = detail?.steps ?? []
    let labels = steps.map { Text.width($0.name) }.max() ?? 0
    let showsPath = timeline.showsPath
    let rows = steps.map { step in
      let row = timeline[step.name]
      let sign = step.state.sign
      let mark = showsPath && row?.isOnPath == true ? RunTimeline.pathMark : " "
      return Gantt.Row(
        [
          Span(mark, .accent), Span((step.isCarriedOver ? "↷" : sign.sign) + " ", sign.style),
          Span(Text.fitted(step.name, to: labels)),
        ], (row?.segments ?? []).map { $0.bar }, note: RunScene.note(of: step, row))
    }
    return Gantt(
      rows, range: timeline.start.timeIntervalSince1970...timeline.end.timeIntervalSince1970,
      ends: (Format.time(timeline.start), detail?.run.finishedAt.map(Format.time) ?? TopologyWords.now),
      cursor: steps.firstIndex { $0.name == stepName })
  }

  private static func note(of step: Step, _ row: RunTimeline.Row?) -> String {
    guard let row, !row.segments.isEmpty else { return step.isCarriedOver ? TopologyWords.takenOver : "" }
    return row.worked > 0 ? Format.duration(row.worked) : "–"
  }

  /// What the marks mean, and how the run's time was spent.
  static func legend(_ timeline: RunTimeline) -> [Span] {
    var spans: [Span] = []
    for kind in RunTimeline.Segment.Kind.allCases
    where timeline.rows.contains(where: { $0.segments.contains { $0.kind == kind } }) {
      let bar = RunTimeline.Segment(kind, from: timeline.end, to: timeline.end).bar
      spans += [Span(String(bar.mark), bar.style), Span(" " + TopologyWords.name(kind) + "  ", .muted)]
    }
    if timeline.showsPath {
      spans += [Span(RunTimeline.pathMark, .accent), Span(" " + TopologyWords.slowest, .muted)]
    }
    return spans
  }
}

extension RunTimeline {
  static let pathMark = "◆"

  /// A path that is all there is needs no mark.
  var showsPath: Bool { path.count < rows.count { !$0.segments.isEmpty } }
}

extension RunTimeline.Segment {
  fileprivate var bar: Gantt.Segment {
    let (mark, style): (Character, Style) =
      switch kind {
      case .waiting: ("·", .warning)
      case .working: ("━", .success)
      case .failed: ("✗", .error)
      case .crashed: ("†", .error)
      case .pausing: ("~", .muted)
      }
    return Gantt.Segment(from.timeIntervalSince1970, to.timeIntervalSince1970, mark: mark, style: style)
  }
}

extension Run {
  /// When it was at work within the last hours, a column for each part of them; what lies before is not shown.
  func bar(hours: Double, columns: Int, at now: Date) -> String {
    let start = now.addingTimeInterval(-hours * 3600)
    func column(_ date: Date) -> Int {
      Int((date.timeIntervalSince(start) / (hours * 3600) * Double(columns)).rounded(.down))
    }
    guard let began = startedAt else { return "" }
    let end = finishedAt ?? now
    guard end > start, began <= now else { return "" }
    let first = min(max(0, column(began)), columns - 1)
    let last = min(max(first, column(end)), columns - 1)
    return String(repeating: " ", count: first) + String(repeating: "━", count: last - first + 1)
  }
}
