public import Foundation
public import Model
public import Support
import Synchronization

/// Labeling in memory, for tests of what stands before it: it answers at once, checks answers and leases as the service
/// does, obeys the same rights, and can be told to fail. Actors may share what is in it.
public final class MemoryLabeling: Sendable {
  public struct Entry: Sendable {
    public var task: LabelTask
    public var draft: LabelTaskDraft
    public var assignments: [Assignment] = []
    public var results: [LabelResult] = []
    public var drafts: [AssignmentID: JSON] = [:]
    public var log: [StateChange] = []
    public var fence: Int64 = 0
    /// Who took it for review last.
    public var reviewer: String?
    /// When the reviewer left it undecided; 0 never.
    public var passedOver: UInt64 = 0
  }

  public struct State: Sendable {
    public var projects: [LabelProject] = []
    public var entries: [Entry] = []
    public var schemas: [LabelProjectID: [LabelSchema]] = [:]
    public var guidelines: [LabelProjectID: [String]] = [:]
    public var groups: [SkillGroup] = []
    public var stats: LabelStats?
    public var trends: [LabelTrend.Step: LabelTrend] = [:]
    /// Submissions, by their idempotency keys.
    public var submitted: [String: LabelResult] = [:]
    /// Thrown by everything while it is set.
    public var failure: Failure?
    /// Assignments whose leases were lost.
    public var lost: Set<AssignmentID> = []
    public var now = Date(timeIntervalSince1970: 1_790_000_000)
    public var lastID: UInt64 = 0
  }

  public let actor: Actor
  private let store: Store

  private final class Store: Sendable {
    let state = Mutex(State())
  }

  public init(actor: Actor) {
    self.actor = actor
    store = Store()
  }

  /// Somebody else on the same projects.
  public init(actor: Actor, sharing other: MemoryLabeling) {
    self.actor = actor
    store = other.store
  }

  public func change(_ body: (inout State) -> Void) { store.state.withLock { body(&$0) } }
  public var current: State { store.state.withLock { $0 } }

  func with<Value: Sendable>(_ body: (inout State) throws -> Value) throws -> Value {
    try store.state.withLock { state in
      if let failure = state.failure { throw failure }
      return try body(&state)
    }
  }

  func page<Item>(_ items: [Item], _ request: PageRequest) -> Page<Item> {
    var start = 0
    if case .after(let key) = request.position { start = min(Int(key) ?? 0, items.count) }
    let end = min(start + request.limit, items.count)
    return Page(items: Array(items[start..<end]), next: end < items.count ? String(end) : nil)
  }

  static func missing(_ what: String) -> Failure { Failure.notFound(what, "", list: "flowsight label projects") }
}

extension MemoryLabeling.State {
  /// A new id each time, the same in every run.
  mutating func id<Entity>() -> Identifier<Entity> {
    lastID += 1
    let digits = String(lastID, radix: 16)
    let padded = String(repeating: "0", count: 12 - digits.count) + digits
    return Identifier(UUID(uuidString: "00000000-0000-7000-8000-\(padded)") ?? UUID())
  }

  func project(_ id: LabelProjectID) throws -> LabelProject {
    guard var project = projects.first(where: { $0.id == id }) else { throw MemoryLabeling.missing("labeling project") }
    project.tasks = Dictionary(
      grouping: entries.filter { $0.task.projectID == id && !$0.task.isGold }, by: \.task.state
    ).mapValues(\.count)
    return project
  }

  /// The skill groups of somebody.
  func groups(of name: String) -> Set<String> { Set(groups.filter { $0.members.contains(name) }.map(\.name)) }

  mutating func log(_ index: Int, _ event: String, to state: String, by actor: Actor) {
    entries[index].log.append(
      StateChange(at: now, subject: actor.name, event: event, from: nil, to: state, actor: actor.name, detail: nil))
  }

  func index(of task: LabelTaskID) throws -> Int {
    guard let index = entries.firstIndex(where: { $0.task.id == task }) else {
      throw MemoryLabeling.missing("labeling task")
    }
    return index
  }

  /// The places of an assignment that is still in the actor's hands.
  func place(of lease: LabelLease, annotator: String) throws -> (entry: Int, assignment: Int) {
    for (entry, value) in entries.enumerated() {
      guard
        let index = value.assignments.firstIndex(where: { $0.id == lease.assignment && $0.annotator == annotator })
      else { continue }
      guard value.assignments[index].state == .leased, !lost.contains(lease.assignment) else {
        throw Failure("assignment_lost", "the task is no longer in your hands", nextStep: "claim again")
      }
      return (entry, index)
    }
    throw MemoryLabeling.missing("assignment")
  }

  func item(_ entry: MemoryLabeling.Entry, _ assignment: Assignment) throws -> WorkItem {
    let project = try project(entry.task.projectID)
    return WorkItem(
      lease: LabelLease(
        assignment: assignment.id, fence: 1, expiresAt: assignment.expiresAt ?? now, now: now),
      state: assignment.state, taskID: entry.task.id, projectID: project.id, key: entry.task.key,
      payload: entry.draft.payload, predictions: entry.draft.predictions, schemaVersion: project.schemaVersion,
      draft: entry.drafts[assignment.id], before: assignment.annotation, remark: assignment.reason)
  }

  /// Nobody's answers differ: the task is done, or waits for a review or a decision.
  mutating func settle(_ index: Int, reviewRate: Double) {
    let answers = entries[index].assignments.filter { $0.state == .submitted }.compactMap(\.annotation)
    entries[index].task.submitted = answers.count
    guard answers.count >= entries[index].task.overlap else { return }
    if Set(answers).count > 1 {
      entries[index].task.state = .adjudicating
    } else if reviewRate > 0 {
      entries[index].task.state = .labeled
    } else {
      entries[index].task.state = .accepted
      entries[index].task.version += 1
    }
  }
}
