import Foundation
import Support

extension LabelSettings {
  /// Whether the quality sample takes this task: the same answer whenever it is asked.
  public func reviews(_ task: LabelTaskID) -> Bool {
    // The first 32 bits of a checksum, as a number in 0..<1.
    let digits = SHA256.hex(of: Array(task.description.utf8)).prefix(8)
    return Double(UInt32(digits, radix: 16) ?? 0) / 4_294_967_296 < reviewRate
  }
}

/// To whom a task was served as a gold item, and what would have become of a label of it otherwise.
public struct GoldServing: Hashable, Sendable {
  public var annotators: Set<String>
  public var isReviewed: Bool

  public init(_ annotators: Set<String> = [], isReviewed: Bool = false) {
    self.annotators = annotators
    self.isReviewed = isReviewed
  }
}

extension LabelTaskDetail {
  /// The task as it would be if it were no gold item, for who may not know that it is one: what was said of it as a gold
  /// item is left out, and the actor's own part is told as the first label of any other task, by the same machines.
  func disguised(from actor: Actor, _ serving: GoldServing) -> LabelTaskDetail {
    var shown = self
    shown.task.isGold = false
    shown.gold = nil
    let hidden = serving.annotators.subtracting([actor.name])
    shown.assignments.removeAll { hidden.contains($0.annotator) }
    shown.results.removeAll { $0.kind == .gold || hidden.contains($0.author) }
    shown.log.removeAll { hidden.contains($0.subject) }
    guard serving.annotators.contains(actor.name) else { return shown }
    var story = OrdinaryStory(self, actor.name, isReviewed: serving.isReviewed)
    for step in log where step.subject == actor.name { story.tell(step) }
    return story.detail
  }
}

/// Tells what one annotator did with a task as if they had been the first: what the service would have written.
private struct OrdinaryStory {
  private(set) var detail: LabelTaskDetail
  private let annotator: String
  private let isReviewed: Bool
  /// The versions that the annotator gave, the next one first.
  private var said: [LabelResult]

  init(_ real: LabelTaskDetail, _ annotator: String, isReviewed: Bool) {
    detail = real
    self.annotator = annotator
    self.isReviewed = isReviewed
    detail.task.isGold = false
    detail.gold = nil
    detail.task.state = .open
    (detail.task.submitted, detail.task.version) = (0, 0)
    said = real.results.filter { $0.author == annotator && $0.kind == .submission }
    detail.results = []
    detail.assignments = real.assignments.filter { $0.annotator == annotator }
    detail.log = real.log.prefix { $0.subject == "task" && $0.from == nil }
  }

  mutating func tell(_ step: StateChange) {
    switch AssignmentState.Event(rawValue: step.event) {
    case .claimed:
      add(step)
      if detail.task.state == .open { move(.claimed, step) }
    case .submitted: submit(step)
    case .takenBack: takeBack(step)
    case .released, .expired, .putBack, .revoked, .skipped:
      add(step)
      if detail.task.state == .inProgress { move(.freed, step) }
    default: add(step)
    }
  }

  private mutating func submit(_ step: StateChange) {
    add(step)
    detail.task.submitted = 1
    if !said.isEmpty { append(said.removeFirst()) }
    guard detail.task.overlap == 1 else { return }
    move(.labeled, step)
    guard !isReviewed else { return }
    move(.accepted, step)
    detail.task.version += 1
    add(step, .accepted, from: .submitted, to: .accepted)
    if var decision = detail.results.last {
      decision.kind = .consensus
      decision.id = decision.id.next
      (decision.before, decision.reason) = (decision.after, nil)
      append(decision)
    }
  }

  private mutating func takeBack(_ step: StateChange) {
    detail.task.submitted = 0
    switch detail.task.state {
    case .accepted:
      for event in [LabelTaskState.Event.reopened, .requeued, .claimed] {
        move(event, step, detail: "taken back by its author")
      }
      add(step, .claimed, from: .accepted, to: .leased)
    case .labeled:
      move(.takenBack, step)
      add(step)
    default: add(step)
    }
  }

  // MARK: - Writing

  private mutating func append(_ result: LabelResult) {
    var result = result
    result.version = detail.results.count + 1
    detail.results.append(result)
  }

  private mutating func move(_ event: LabelTaskState.Event, _ step: StateChange, detail note: String? = nil) {
    guard let after = try? detail.task.state.after(event) else { return }
    detail.log.append(
      StateChange(
        at: step.at, subject: "task", event: event.rawValue, from: detail.task.state.rawValue, to: after.rawValue,
        actor: step.actor, detail: note))
    detail.task.state = after
  }

  private mutating func add(_ step: StateChange) {
    detail.log.append(step)
    detail.task.updatedAt = step.at
    guard let after = AssignmentState(rawValue: step.to) else { return }
    for index in detail.assignments.indices { detail.assignments[index].state = after }
  }

  private mutating func add(
    _ step: StateChange, _ event: AssignmentState.Event, from: AssignmentState, to: AssignmentState
  ) {
    add(
      StateChange(
        at: step.at, subject: annotator, event: event.rawValue, from: from.rawValue, to: to.rawValue,
        actor: step.actor, detail: nil))
  }
}

extension ResultID {
  /// An id that looks as if it had been made right behind this one.
  fileprivate var next: ResultID {
    var uuid = rawValue.uuid
    uuid.15 &+= 1
    return ResultID(UUID(uuid: uuid))
  }
}
