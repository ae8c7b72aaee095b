import Foundation
import Model
import Terminal

/// How the overview shares its rows: pulses, causes, the cursor's cause at length, queues and workers. Causes come
/// first: queues and workers, most of them idle, need no more than their headings and how many there are.
struct OverviewLayout: Hashable {
  static let pulseRows = 4
  static let whyRows = 2
  private static let countRows = 4

  /// Above the heading of the causes: a blank row, where a cause is not worth more.
  let gapRows: Int
  /// Rows of the list of causes, its heading not counted.
  let causeRows: Int

  init(_ size: Size, causes: Int) {
    gapRows = size.height < 10 ? 0 : 1
    let below = size.height - Self.pulseRows - gapRows - 1
    let room = below - Self.whyRows
    causeRows = max(1, min(max(1, causes), max(3, room - Self.countRows), max(room, min(2, below))))
  }
}

extension OverviewScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let overview else { return }
    let bounds = surface.bounds
    let layout = OverviewLayout(bounds.size, causes: causes.rows.count)
    let parts = bounds.rows([
      .fixed(OverviewLayout.pulseRows), .fixed(layout.gapRows), .fixed(1), .fixed(layout.causeRows),
      .fixed(OverviewLayout.whyRows),
      .share(1),
    ])
    surface.within(parts[0]) { drawPulses(overview, on: &$0) }
    surface.within(parts[2]) { drawHeading(rows: layout.causeRows, on: &$0) }
    surface.within(parts[3]) { drawCauses(on: &$0) }
    surface.within(parts[4]) { drawWhy(on: &$0) }
    let below = parts[5]
    if below.width >= 100 {
      let halves = below.columns([.share(2), .share(1)], gap: 2)
      surface.within(halves[0]) { drawQueues(overview, context, on: &$0) }
      surface.within(halves[1]) { drawWorkers(overview, context, on: &$0) }
    } else {
      let queueRows = min(max(1, overview.queues.count) + 1, max(0, below.height - 2))
      surface.within(Rect(0, below.y, below.width, queueRows)) { drawQueues(overview, context, on: &$0) }
      let rest = Rect(0, below.y + queueRows, below.width, below.height - queueRows)
      surface.within(rest) { drawWorkers(overview, context, on: &$0) }
    }
  }

  /// How many things there are in each state.
  func pulses(_ overview: Overview) -> [(name: String, counts: [(Sign, Int)])] {
    [
      (OverviewWords.uploads, UploadState.allCases.map { ($0.sign, overview.uploads[$0] ?? 0) }),
      (OverviewWords.runs, usual(JobState.allCases, [.cancelled, .skipped], overview.runs) { $0.sign }),
      (OverviewWords.versions, usual(VersionState.allCases, [.withdrawn, .rolledBack], overview.versions) { $0.sign }),
      (OverviewWords.letters, usual(LetterState.allCases, [.resolved], overview.letters) { $0.sign }),
    ]
  }

  private func drawPulses(_ overview: Overview, on surface: inout Surface) {
    let isNarrow = surface.bounds.width < 72
    for (y, (name, counts)) in pulses(overview).enumerated() {
      var x = surface.draw(Text.fitted(name, to: 10), at: Point(1, y), style: .header)
      for (sign, count) in counts where !isNarrow || count > 0 {
        let text = "\(sign.sign) \(Format.count(count))" + (isNarrow ? "" : " \(sign.word)")
        x = surface.draw(text, at: Point(x, y), style: count == 0 ? .disabled : sign.style) + 2
      }
    }
  }

  /// The states with their counts; the rare ones only when there are some.
  private func usual<State: Hashable>(
    _ states: [State], _ rare: Set<State>, _ counts: [State: Int], _ sign: (State) -> Sign
  ) -> [(Sign, Int)] {
    states.filter { !rare.contains($0) || counts[$0, default: 0] > 0 }.map { (sign($0), counts[$0, default: 0]) }
  }

  /// With what the window leaves out above and below, and how much of that is critical.
  private func drawHeading(rows: Int, on surface: inout Surface) {
    let above = causes.rows.prefix(causes.scroll.top)
    let below = causes.rows.dropFirst(causes.scroll.top + rows)
    let outside = [("▲", above), ("▼", below)].filter { !$0.1.isEmpty }.flatMap { sign, rows -> [Span] in
      let critical = rows.filter { $0.severity == .critical && !causes.tombstones.contains($0.listID) }
      let bad = Overview.Cause.Severity.critical.sign
      return [Span("  \(sign) " + OverviewWords.more(rows.count), .muted)]
        + (critical.isEmpty ? [] : [Span(" \(bad.sign) \(Format.count(critical.count))", bad.style)])
    }
    surface.draw([Span(OverviewWords.causes, .header)] + outside, at: Point(1, 0))
  }

  private func drawCauses(on surface: inout Surface) {
    let bounds = surface.bounds
    if causes.rows.isEmpty {
      let text =
        causes.query.filter.isEmpty ? OverviewWords.nothingWrong : ListWords.nothingMatches(causes.query.filter.text)[0]
      surface.draw([Span("✓ ", .success), Span(text)], at: Point(2, 0))
    }
    let top = causes.scroll.top
    for (y, cause) in causes.rows.dropFirst(top).prefix(bounds.height).enumerated() {
      if y + top == causes.scroll.cursor {
        surface.ground(.selection, in: Rect(0, y, bounds.width, 1))
        surface.draw("▌", at: Point(0, y), style: .focus)
      }
      let isCured = causes.tombstones.contains(cause.listID)
      let sign = isCured ? OverviewScene.cured : cause.severity.sign
      let x = surface.draw(sign.sign, at: Point(2, y), style: sign.style)
      let titleWidth = min(Text.width(cause.title), max(0, bounds.width - x - 2))
      let style: Style = isCured ? .disabled : .text
      let end = surface.draw(cause.title, at: Point(x + 1, y), style: style, width: titleWidth)
      surface.draw(cause.why.shown, at: Point(end + 2, y), style: .muted, width: max(0, bounds.width - end - 3))
    }
  }

  /// A cause that went while the cursor was on it.
  private static var cured: Sign { .good(OverviewWords.cured) }

  private func drawWhy(on surface: inout Surface) {
    guard let cause = causes.cursor else { return }
    let width = max(1, surface.bounds.width - 6)
    let isCured = causes.tombstones.contains(cause.listID)
    let text = isCured ? OverviewWords.cured : cause.why.shown + " → " + cause.address
    let lines = Text.wrapped(text, to: width, linesMax: surface.bounds.height)
    for (y, line) in lines.enumerated() { surface.draw(line, at: Point(4, y), style: .muted, width: width) }
  }

  private func drawQueues(_ overview: Overview, _ context: DrawContext, on surface: inout Surface) {
    let columns: [(title: String, width: Length)] = [
      (OverviewWords.queue, .atLeast(12)), (OverviewWords.length, .fixed(8)), (OverviewWords.lag, .fixed(7)),
      (OverviewWords.pending, .fixed(7)), (OverviewWords.consumers, .fixed(9)),
    ]
    let places = surface.bounds.inset(columns: 1).columns(columns.map(\.width), gap: 1)
    func draw(_ fields: [Span], y: Int) {
      for (index, (place, field)) in zip(places, fields).enumerated() {
        let alignment: Text.Alignment = index == 0 ? .leading : .trailing
        surface.draw(field.text, at: Point(place.x, y), width: place.width, alignment: alignment, style: field.style)
      }
    }
    draw(columns.map { Span($0.title, .header) }, y: 0)
    if overview.queues.isEmpty { surface.draw(whyNoQueues, at: Point(2, 1), style: .warning) }
    let shown = shown(of: overview.queues.count, in: surface.bounds.height - 1)
    for (index, queue) in overview.queues.prefix(shown).enumerated() {
      draw(OverviewScene.fields(of: queue), y: index + 1)
    }
    let key = context.keymap.key(for: .pane(.queues)).map { "\($0)" }
    drawRest(overview.queues.count - shown, key: key, y: shown + 1, on: &surface)
  }

  /// Of so many rows, those that are drawn where there is room for some: the last row tells of the others.
  private func shown(of count: Int, in rows: Int) -> Int { count <= rows ? count : max(0, rows - 1) }

  private func drawRest(_ count: Int, key: String? = nil, y: Int, on surface: inout Surface) {
    guard count > 0 else { return }
    surface.draw(CommonWords.more(count, key: key), at: Point(2, y), style: .muted)
  }

  /// A server that does not answer is no empty one.
  var whyNoQueues: String {
    let address = PaneID.queues.rawValue
    return overview?.causes.first { $0.address == address && $0.severity == .critical }?.title ?? OverviewWords.noQueues
  }

  private static func fields(of queue: Queue) -> [Span] {
    let lag = queue.lag ?? 0
    let isDeserted = lag > 0 && queue.consumers == 0
    return [
      Span(queue.stream + " → " + queue.group), Span(Format.count(queue.length), .muted),
      Span(queue.lag.map { Format.count($0) } ?? "–", lag > 0 ? .warning : .muted),
      Span(Format.count(queue.pending), queue.pending > 0 ? .info : .muted),
      Span((isDeserted ? "! " : "") + Format.count(queue.consumers), isDeserted ? .error : .muted),
    ]
  }

  private func drawWorkers(_ overview: Overview, _ context: DrawContext, on surface: inout Surface) {
    surface.draw(OverviewWords.workers(overview.workers.count), at: Point(1, 0), style: .header)
    if overview.workers.isEmpty { surface.draw(OverviewWords.noWorkers, at: Point(2, 1), style: .warning) }
    let shown = shown(of: overview.workers.count, in: surface.bounds.height - 1)
    drawRest(overview.workers.count - shown, y: shown + 1, on: &surface)
    for (index, worker) in overview.workers.prefix(shown).enumerated() {
      let line = [
        Span(worker.name), Span("  " + OverviewWords.leases(worker.leases), worker.leases > 0 ? .info : .muted),
        Span("  " + OverviewWords.seen(Format.age(of: worker.lastSeenAt, at: context.now)), .muted),
      ]
      surface.draw(line, at: Point(2, index + 1))
    }
  }
}
