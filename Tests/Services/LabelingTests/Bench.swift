import Foundation
import Labeling
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

/// A platform with one labeling project, and people who work on it: the service as each of them.
struct LabelBench {
  let platform: TestPlatform
  let pool: PostgresPool

  static let schema = LabelSchema(fields: [
    LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) })
  ])
  static let groups = ["chinese", "judges", "medics"]
  static let good: JSON = ["mood": "good"]
  static let bad: JSON = ["mood": "bad"]

  static func run(_ body: (LabelBench) async throws -> Void) async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.labeling)
      do {
        let bench = LabelBench(platform: platform, pool: pool)
        try await body(bench)
        #expect(try await bench.wrongCounts() == [])
        try await pool.withConnection { try await StateCounts(.labeling).fold($0) }
        #expect(try await bench.wrongCounts() == [], "folded")
        await pool.close()
      } catch {
        await pool.close()
        throw error
      }
    }
  }

  func service(_ name: String, _ role: Model.Role = .annotator, groups: Set<String> = []) -> LabelingService {
    self.service(name, role, skills: { groups })
  }

  /// With skill groups that may change meanwhile.
  func service(
    _ name: String, _ role: Model.Role = .annotator, skills: @escaping @Sendable () async throws -> Set<String>
  ) -> LabelingService {
    LabelingService(
      pool: pool, outbox: Outbox(schema: .labeling, environment: .live),
      actor: Actor(name: name, credential: "test", role: role), groups: skills,
      knownGroups: { LabelBench.groups }, environment: .live)
  }

  var lead: LabelingService { service("lea", .lead) }

  func project(
    _ name: String = "moods", _ settings: LabelSettings = LabelSettings(), schema: LabelSchema = schema
  ) async throws -> LabelProject {
    try await lead.create(LabelProjectDraft(name: name, schema: schema, settings: settings))
  }

  @discardableResult
  func add(_ count: Int, to project: LabelProject, _ change: (inout LabelTaskDraft, Int) -> Void = { _, _ in })
    async throws -> ImportOutcome
  {
    let drafts = (0..<count).map { number in
      var draft = LabelTaskDraft(key: "t\(number)", payload: ["text": .string("text \(number)")])
      change(&draft, number)
      return draft
    }
    return try await lead.importTasks(project.id, drafts)
  }

  /// Claims and submits, with a new key each time.
  @discardableResult
  func label(_ project: LabelProject, as name: String, _ answer: JSON = good) async throws -> WorkItem? {
    let service = service(name)
    guard let item = try await service.nextTask(project.id) else { return nil }
    _ = try await service.submit(
      Submission(lease: item.lease, annotation: answer, idempotencyKey: UUID().uuidString))
    return item
  }

  /// In the order in which they are given out.
  func ids(_ project: LabelProject) async throws -> [LabelTaskID] {
    try await lead.tasks(project.id, ListQuery(), PageRequest()).items.map(\.id)
  }

  func state(_ id: LabelTaskID) async throws -> LabelTask { try await lead.task(id).task }

  func events(_ type: EventType) async throws -> [JSON] {
    try await platform.pool(nil).query(
      "SELECT event FROM labeling.outbox WHERE event ->> 'event_type' = $1 ORDER BY id", type.rawValue
    ).map { try $0.decode("event") }
  }

  /// Lets every lease run out, without waiting.
  func letLeasesRunOut() async throws {
    try await platform.pool(nil).query(
      "UPDATE labeling.lab_assignment SET expires_at = now() - interval '1 second' WHERE status = 'LEASED'")
  }

  /// Counts that are not those of the tasks, after whatever a test has done.
  private func wrongCounts() async throws -> [String] {
    try await platform.pool(nil).query(
      """
      SELECT subject || ' ' || status FROM (
        SELECT subject, status, n FROM labeling.state_count
        UNION ALL SELECT CASE WHEN is_gold THEN 'gold ' ELSE 'tasks ' END || project_id, status, -1 FROM labeling.lab_task
      ) c GROUP BY subject, status HAVING sum(n) <> 0
      """
    ).map { try $0.decode(0) }
  }

  /// Every change that was logged is one that the machines allow.
  func illegalChanges() async throws -> [String] {
    try await platform.pool(nil).query(
      "SELECT subject, event, from_status, to_status FROM labeling.lab_task_event WHERE event <> 'created' ORDER BY id"
    ).compactMap { row in
      let subject: String = try row.decode("subject")
      let event: String = try row.decode("event")
      let from: String? = try row.decode("from_status")
      let to: String = try row.decode("to_status")
      let isLegal =
        subject == "task"
        ? LabelTaskState.transitions.contains {
          $0.from.rawValue == from && $0.event.rawValue == event && $0.to.rawValue == to
        }
        : (from == nil && event == "claimed" && to == AssignmentState.initial.rawValue)
          || AssignmentState.transitions.contains {
            $0.from.rawValue == from && $0.event.rawValue == event && $0.to.rawValue == to
          }
      return isLegal ? nil : "\(subject): \(from ?? "-") \(event) \(to)"
    }
  }
}
