import Foundation
import Model
import Support
import Terminal

/// What workers log about a step, as it comes: its end is read first, then what is new behind it.
struct StepLog: Sendable {
  let run: RunID
  let step: String
  private(set) var view = LogView()
  private(set) var isRead = false
  /// The newest line that is held.
  private var last: LogLine?
  /// There was more than a page of it.
  private var hasMore = false

  init(_ run: RunID, step: String) {
    self.run = run
    self.step = step
  }

  private var query: ListQuery { ListQuery(.field("step", is: [step])) }

  /// What to read now: the end, or what is behind the line that is held.
  var load: Load {
    .list(.logLines(run), query, PageRequest(limit: PageRequest.limitMax, last.map { .after(String($0.id)) } ?? .last))
  }

  /// What is to be read without being told to.
  var more: Load? { !isRead || hasMore ? load : nil }

  /// All of it, for a file.
  var listLoad: Load { .list(.logLines(run), query, PageRequest()) }

  mutating func receive(_ page: Page<LogLine>, to load: Load) {
    guard case .list(.logLines(run), query, _) = load else { return }
    isRead = true
    hasMore = page.next != nil
    var lines: [[Span]] = []
    if last == nil, page.previous != nil { lines.append([Span(TopologyWords.earlierLines, .muted)]) }
    for line in page.items where line.id > last?.id ?? .min {
      if line.attempt != last?.attempt || line.leaseEpoch != last?.leaseEpoch { lines.append(StepLog.heading(line)) }
      lines.append(StepLog.spans(line))
      last = line
    }
    view.append(lines)
  }

  mutating func toggleFollowing() { view.toggleFollowing() }
  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func show(_ text: TextView) { view.show(text) }

  mutating func settle(in size: Size) {
    view.words = LogView.Words(
      following: TopologyWords.following, stopped: TopologyWords.stopped, dropped: { TopologyWords.linesNotShown($0) })
    view.settle(in: size)
  }

  /// Where another attempt, or another lease, begins to speak.
  private static func heading(_ line: LogLine) -> [Span] {
    let gone = line.number > 1 ? " · " + TopologyWords.linesNotKept(line.number - 1) : ""
    return [
      Span("── \(TopologyWords.attempt(line.attempt)) ", .accent),
      Span("\(line.worker) #\(line.leaseEpoch)\(gone)", .muted),
    ]
  }

  private static func spans(_ line: LogLine) -> [Span] {
    let style: Style =
      switch line.level {
      case .debug: .muted
      case .info: .text
      case .warning: .warning
      case .error: .error
      }
    let level = line.level >= .warning ? [Span(TopologyWords.name(line.level) + " ", style)] : []
    let details = line.details.isEmpty ? [] : [Span(" " + line.details, .muted)]
    return [Span(String(Format.time(line.at).suffix(8)) + " ", .muted)] + level + [Span(line.message, style)] + details
  }
}
