public import Foundation

/// A run's steps over time: what waited, what worked, what was tried again, and the chain of steps that its length comes
/// from. Pure.
public struct RunTimeline: Hashable, Sendable {
  public struct Segment: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
      /// All before it is done, and nobody has begun it.
      case waiting
      case working
      /// An attempt that failed, and one whose worker died.
      case failed, crashed
      /// Between two attempts.
      case pausing
    }

    public var kind: Kind
    public var from: Date
    public var to: Date

    public init(_ kind: Kind, from: Date, to: Date) {
      self.kind = kind
      self.from = from
      self.to = to
    }

    public var seconds: Double { to.timeIntervalSince(from) }
  }

  public struct Row: Hashable, Sendable {
    public var step: String
    /// In order, without gaps; empty for what was carried over or could not begin yet.
    public var segments: [Segment]
    /// It is on ``RunTimeline/path``.
    public var isOnPath = false

    /// Seconds in segments of these kinds.
    public func seconds(_ kinds: Segment.Kind...) -> Double {
      segments.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.seconds }
    }

    /// Before the first attempt.
    public var waited: Double { seconds(.waiting) }
    /// In attempts, whatever became of them.
    public var worked: Double { seconds(.working, .failed, .crashed) }
    public var end: Date? { segments.last?.to }
  }

  public var start: Date
  /// Of the run, or now.
  public var end: Date
  /// In the order of the document.
  public var rows: [Row]
  /// From the step that ended last back over whatever it waited for longest: shortening any other step would not have
  /// made the run shorter.
  public var path: [String]
  private let places: [String: Int]

  public init(_ detail: RunDetail, at now: Date) {
    let start = detail.run.createdAt
    let end = max(start, detail.run.finishedAt ?? now)
    let states = Dictionary(detail.steps.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.start = start
    self.end = end
    places = Dictionary(detail.steps.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var began: [String: Date] = [:]
    for change in detail.log where change.to == JobState.running.rawValue { began[change.subject] = change.at }
    rows = detail.steps.map { step in
      Row(step: step.name, segments: RunTimeline.segments(of: step, states, began[step.name], detail, start...end))
    }
    path = RunTimeline.path(rows, states)
    let onPath = Set(path)
    for index in rows.indices { rows[index].isOnPath = onPath.contains(rows[index].step) }
  }

  public subscript(step: String) -> Row? { places[step].map { rows[$0] } }

  private static func segments(
    of step: Step, _ steps: [String: Step], _ began: Date?, _ detail: RunDetail, _ whole: ClosedRange<Date>
  ) -> [Segment] {
    guard !step.isCarriedOver, let ready = ready(step, steps, whole) else { return [] }
    var segments: [Segment] = []
    var last = ready
    func add(_ kind: Segment.Kind, to date: Date) {
      let date = min(max(last, date), whole.upperBound)
      if date > last { segments.append(Segment(kind, from: last, to: date)) }
      last = date
    }
    // Attempts of the runs that this one repeats ended before it began.
    let attempts = step.attempts.filter { $0.endedAt > whole.lowerBound }.sorted { $0.startedAt < $1.startedAt }
    for (index, attempt) in attempts.enumerated() {
      add(index == 0 ? .waiting : .pausing, to: attempt.startedAt)
      add(attempt.isCrash ? .crashed : attempt.failure == nil ? .working : .failed, to: attempt.endedAt)
    }
    let gap: Segment.Kind = attempts.isEmpty ? .waiting : .pausing
    switch step.state {
    case .running:
      add(gap, to: began ?? step.startedAt ?? last)
      add(.working, to: whole.upperBound)
    case .pending: if !detail.run.state.isTerminal { add(gap, to: whole.upperBound) }
    case .cancelled:
      add(gap, to: attempts.isEmpty ? step.startedAt ?? step.finishedAt ?? last : step.finishedAt ?? last)
      add(.working, to: step.finishedAt ?? last)
    case .succeeded, .failed, .skipped: break
    }
    return segments
  }

  /// When all that the step waits for was done; `nil` when it is not.
  private static func ready(_ step: Step, _ steps: [String: Step], _ whole: ClosedRange<Date>) -> Date? {
    var ready = whole.lowerBound
    for name in step.dependsOn {
      guard let before = steps[name], before.state.isSatisfied else { return nil }
      if let end = before.finishedAt, !before.isCarriedOver { ready = max(ready, min(end, whole.upperBound)) }
    }
    return ready
  }

  private static func path(_ rows: [Row], _ steps: [String: Step]) -> [String] {
    let ends = Dictionary(
      rows.compactMap { row in row.end.map { (row.step, $0) } }, uniquingKeysWith: { first, _ in first })
    func latest(_ names: [String]) -> String? {
      names.filter { ends[$0] != nil }.max { (ends[$0] ?? .distantPast) < (ends[$1] ?? .distantPast) }
    }
    var path: [String] = []
    var seen: Set<String> = []
    var next = latest(rows.map(\.step))
    while let step = next, seen.insert(step).inserted {
      path.append(step)
      next = latest(steps[step]?.dependsOn ?? [])
    }
    return path.reversed()
  }
}
