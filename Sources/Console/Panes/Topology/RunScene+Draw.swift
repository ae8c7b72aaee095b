import Foundation
import Model
import Support
import Terminal

/// How the view of a run shares the screen: on wide ones the graph lies above the panel, on narrow ones it stands
/// beside it, on the smallest it is above it again, as a list.
struct RunLayout: Hashable {
  static let wideColumns = 100
  static let sideColumns = 60

  let head: Rect
  let graph: Rect
  let sections: Rect
  let panel: Rect

  /// On the smallest the timeline stands in place of the list of steps: it has the same rows.
  init(_ size: Size, _ detail: RunDetail?, _ section: RunScene.Section) {
    let whole = Rect(size)
    let headRows = detail?.run.failure == nil ? 1 : 2
    let rows = whole.rows([.fixed(min(headRows, size.height)), .share(1)])
    head = rows[0].inset(columns: 1)
    let steps = detail?.steps ?? []
    if size.width < Self.sideColumns || size.width >= Self.wideColumns {
      let isTold = size.width < Self.sideColumns && section == .timeline
      let wanted = isTold ? 0 : size.width < Self.sideColumns ? steps.count : 4 * RunLayout.widestLayer(steps) + 1
      let parts = rows[1].rows([.fixed(min(wanted, rows[1].height / 2)), .fixed(1), .share(1)])
      (graph, sections, panel) = (parts[0].inset(columns: 1), parts[1], parts[2])
    } else {
      let parts = rows[1].columns([.share(9), .share(11)], gap: 1)
      let right = parts[1].rows([.fixed(1), .share(1)])
      (graph, sections, panel) = (parts[0].inset(columns: 1), right[0], right[1])
    }
  }

  /// Steps that stand beside each other at most, when each stands as early as it can.
  private static func widestLayer(_ steps: [Step]) -> Int {
    var depth: [String: Int] = [:]
    // A step stands after those it waits for; steps mostly stand in that order, so that few rounds settle them.
    for _ in steps {
      let before = depth
      for step in steps { depth[step.name] = 1 + (step.dependsOn.compactMap { depth[$0] }.max() ?? 0) }
      if depth == before { break }
    }
    return Dictionary(grouping: depth.values) { $0 }.values.map(\.count).max() ?? 1
  }
}

extension RunScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let detail else { return }
    let layout = RunLayout(surface.bounds.size, detail, section)
    surface.within(layout.head) { drawHead(detail.run, context, on: &$0) }
    let isStanding = surface.bounds.width < RunLayout.wideColumns
    let timeline = RunTimeline(detail, at: context.now)
    surface.draw(graph(timeline, at: context.now, isStanding: isStanding), in: layout.graph)
    let names = [
      TopologyWords.step + (stepName.map { " " + $0 } ?? ""), TopologyWords.timeline,
      TopologyWords.logs, "\(TopologyWords.log) \(Format.count(detail.log.count))",
    ]
    let selected = Section.allCases.firstIndex(of: section) ?? 0
    surface.draw(Tabs(sections: names, selected: selected), in: layout.sections)
    switch section {
    case .step: surface.draw(panel, in: layout.panel.inset(columns: 1))
    case .timeline: draw(timeline, in: layout.panel.inset(columns: 1), on: &surface)
    case .logs: drawLog(in: layout.panel.inset(columns: 1), on: &surface)
    case .events:
      surface.within(layout.panel) { events.draw(on: &$0, empty: TopologyWords.noEvents, context) }
    }
  }

  private func drawLog(in rect: Rect, on surface: inout Surface) {
    guard let log, log.isRead else { return }
    guard log.view.text.document.lines.isEmpty else { return surface.draw(log.view, in: rect) }
    let empty = step?.isCarriedOver == true ? TopologyWords.logCarriedOver : TopologyWords.noLines
    surface.draw(empty, at: rect.origin, style: .muted, width: rect.width)
  }

  private func draw(_ timeline: RunTimeline, in rect: Rect, on surface: inout Surface) {
    // The steps come before what the signs mean.
    let parts = rect.rows([.fixed(min(timeline.rows.count + 1, rect.height)), .fixed(1), .share(1)])
    surface.draw(gantt(timeline), in: parts[0])
    surface.draw(RunScene.legend(timeline), at: parts[1].origin, width: parts[1].height > 0 ? parts[1].width : 0)
  }

  private func drawHead(_ run: Run, _ context: DrawContext, on surface: inout Surface) {
    let took = Format.duration(from: run.startedAt, to: run.finishedAt, now: context.now)
    var line = [
      run.state.sign.span, Span("  \(run.stepsDone)/\(run.stepsTotal)  ", .muted), Span(took),
      Span("  \(run.workflow) v\(run.workflowVersion)", .muted),
    ]
    if run.parameters.members?.isEmpty == false { line.append(Span("  " + run.parameters.text(), Style(.name))) }
    if let undone = run.compensates {
      line.append(Span("  \(TopologyWords.undoes) \(Format.short(undone))", .warning))
    } else if let parent = run.parentID {
      line.append(Span("  \(TopologyWords.repeats) \(Format.short(parent))", .muted))
    }
    if let successor = run.successor {
      line.append(Span("  \(TopologyWords.followed(by: successor)) ", .muted))
      line.append(successor.state.sign.short)
    }
    if let origin = run.origin, let operation = origin.operation {
      let kind = origin.isBackfill ? TopologyWords.backfill : TopologyWords.operation
      line.append(Span("  \(kind) \(Format.short(operation))", .muted))
      if let schedule = origin.schedule { line.append(Span(" (\(schedule))", .muted)) }
    }
    surface.draw(line, at: .zero)
    if let failure = run.failure {
      let why = [Span("\(failure.errorCode.rawValue) ", .error), Span(failure.shown)]
      let next = failure.shownNextStep.map { [Span(" → " + $0, .accent)] } ?? []
      surface.draw(why + next, at: Point(0, 1))
    } else if let hold = run.hold {
      surface.draw("\(TopologyWords.waits): \(hold.text)", at: Point(0, 1), style: .warning)
    }
  }

  /// The steps as a graph: state, attempts, duration, progress. Standing, what is beside the names is in one column.
  func graph(_ timeline: RunTimeline, at now: Date, isStanding: Bool) -> DAGView {
    let steps = detail?.steps ?? []
    let showsPath = timeline.showsPath
    let labelWidth = isStanding ? steps.map { Text.width($0.name) }.max() ?? 0 : 0
    let nodes = steps.map { step in
      let sign = step.state.sign
      let isSlowest = showsPath && timeline[step.name]?.isOnPath == true
      let summary = RunScene.summary(of: step, at: now) + (isSlowest ? " " + RunTimeline.pathMark : "")
      return DAGView.Node(
        step.name, isStanding ? Text.fitted(step.name, to: labelWidth) : step.name,
        detail: isStanding ? Text.fitted(summary, to: RunScene.summaryColumns) : summary,
        sign: step.isCarriedOver ? "↷" : sign.sign, style: sign.style)
    }
    return DAGView(nodes, edges: RunScene.edges(steps), cursor: stepName)
  }

  static func edges(_ steps: [Step]) -> [DAGView.Edge] {
    steps.flatMap { step in step.dependsOn.map { DAGView.Edge($0, step.name) } }
  }

  private static var summaryColumns: Int { Format.durationColumns + 9 }

  private static func summary(of step: Step, at now: Date) -> String {
    var parts: [String] = []
    if step.triesOfOwn > 1 || step.state == .failed { parts.append("\(step.triesOfOwn)×") }
    if step.startedAt != nil { parts.append(Format.duration(from: step.startedAt, to: step.finishedAt, now: now)) }
    if step.state == .running, let progress = step.progress { parts.append("\(Int(progress.fraction * 100))%") }
    return parts.joined(separator: " ")
  }
}

extension Document {
  /// A step at length.
  mutating func step(_ step: Step, _ timing: RunTimeline.Row?, letters: Int) {
    typealias Words = TopologyWords
    line([step.state.sign.span, Span("  " + step.function, .muted)])
    if step.isCarriedOver { prose(Words.carriedOver, style: .info) }
    failure(step.failure)
    if letters > 0 { line([Span(Words.openLetters(letters), .accent)]) }
    if let progress = step.progress, step.state != .succeeded {
      let bytes = CommonWords.share(Format.bytes(progress.done), of: Format.bytes(progress.total))
      let bar = ProgressBar(progress.fraction).text(columns: 10)
      fact(Words.progress, bar + " \(Int(progress.fraction * 100))% " + bytes)
    }
    if let timing, !timing.segments.isEmpty {
      fact(Words.waited, Format.duration(timing.waited))
      fact(
        Words.worked,
        Format.duration(timing.worked) + (timing.isOnPath ? "  \(RunTimeline.pathMark) \(Words.slowest)" : ""))
      let paused = timing.seconds(.pausing)
      fact(Words.paused, paused > 0 ? Format.duration(paused) : nil)
      if let progress = step.progress, timing.worked > 0 {
        fact(Words.rate, Words.perSecond(Format.bytes(Int64(Double(progress.done) / timing.worked))))
      }
    }
    fact(Words.nextAttempt, step.nextAttemptAt.map(Format.time))
    fact(Words.waitsFor, step.dependsOn.joined(separator: ", "))
    if !step.attempts.isEmpty {
      heading(Words.attempts(step.attempts.count))
      attempts(step.attempts)
    }
    if let output = step.output {
      heading(Words.output)
      json(output)
    }
  }
}
