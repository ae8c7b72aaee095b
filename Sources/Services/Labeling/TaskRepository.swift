import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of tasks, their content, and their log.
enum TaskRepository {
  /// A task as the service keeps it.
  struct Record {
    var task: LabelTask
    var taken: Int
    var reviewer: String?
    var reviewFence: Int64
    var reviewExpiresAt: Date?
    /// How far its labels agree, when they differ.
    var agreement: Double?
    /// By the server's clock, when it was read.
    var now: Date
  }

  private static let columns = """
    t.id, t.project_id, c.key, t.status, t.priority, t.overlap, t.submitted, t.lane, t.is_gold, t.version, t.updated_at,
    t.taken, t.reviewer, t.review_fence, t.review_expires_at, t.agreement, clock_timestamp() AS now
    """
  private static let source = "labeling.lab_task t JOIN labeling.lab_content c ON c.task_id = t.id"

  static func find(
    _ id: LabelTaskID, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> Record? {
    try await connection.query(
      "SELECT \(columns) FROM \(source) WHERE t.id = $1 \(lock ? "FOR UPDATE OF t" : "")", id
    ).first.map(record)
  }

  /// Locks the task that an assignment of the annotator is about.
  static func lock(taskOf assignment: AssignmentID, annotator: String) -> Statement {
    Statement(
      """
      SELECT \(columns) FROM \(source)
      WHERE t.id = (SELECT task_id FROM labeling.lab_assignment WHERE id = $1 AND annotator = $2) FOR UPDATE OF t
      """, assignment, annotator)
  }

  static func find(_ ids: [LabelTaskID], _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query("SELECT \(columns) FROM \(source) WHERE t.id = ANY ($1)", ids).map(record)
  }

  struct Content {
    var payload: JSON
    var predictions: [Prediction]
    var gold: JSON?
  }

  static func content(of id: LabelTaskID, _ connection: PostgresConnection) async throws -> Content? {
    try await connection.query("SELECT payload, predictions, gold FROM labeling.lab_content WHERE task_id = $1", id)
      .first.map {
        Content(
          payload: try $0.decode("payload"), predictions: try $0.decode("predictions", as: JSON.self).decode(),
          gold: try $0.decode("gold"))
      }
  }

  /// In the order in which they are given out, unless another is asked for. To an actor who may not know gold items, these
  /// are tasks like any other, as ``LabelTaskDetail/seen(by:gold:)`` has it.
  static func list(
    of project: LabelProjectID, _ query: ListQuery, _ page: PageRequest, disguisedFrom actor: String?,
    _ connection: PostgresConnection
  ) async throws -> Page<LabelTask> {
    guard let actor else {
      return try await list.page(query, page, where: Statement("t.project_id = $1", project), connection)
    }
    let scope = Statement("t.project_id = $1 AND $2::text IS NOT NULL", project, actor)
    return try await GoldRepository.list.page(query, page, where: scope, connection)
  }

  static let list = table(columns, from: source, kind: "CASE WHEN t.is_gold THEN 'gold' ELSE 'task' END", of: "t") {
    try record($0).task
  }

  /// `shown` is where what gold items may hide is read from.
  static func table(
    _ columns: String, from source: String, kind: ListTable<LabelTask>.Column, of shown: String,
    decode: @escaping @Sendable (PostgresRow) throws -> LabelTask
  ) -> ListTable<LabelTask> {
    func column(_ name: String) -> ListTable<LabelTask>.Column { .init(stringLiteral: "\(shown).\(name)") }
    return ListTable(
      select: columns, from: source, key: .uuid("t.id"), order: .by("t.rank", "bigint"),
      columns: [
        "key": "c.key", "state": column("status"), "kind": kind, "priority": "t.priority",
        "labels": column("submitted"), "overlap": "t.overlap", "lane": "t.lane", "version": column("version"),
        "age": column("updated_at"), "updated": column("updated_at"), "id": "t.id",
      ], decode: decode)
  }

  /// The rank keeps the order of import among tasks of one priority.
  static func prioritize(_ id: LabelTaskID, _ priority: Int, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE labeling.lab_task SET priority = $2::integer, rank = rank + ((priority - $2::integer)::bigint << 40),
        updated_at = now()
      WHERE id = $1
      """, id, priority)
  }

  /// A `nil` makes the task one like any other.
  static func setGold(_ id: LabelTaskID, _ gold: JSON?, _ connection: PostgresConnection) async throws {
    try await connection.query("UPDATE labeling.lab_content SET gold = $2 WHERE task_id = $1", id, gold)
    try await connection.query(
      "UPDATE labeling.lab_task SET is_gold = $2, stratum = $3, updated_at = now() WHERE id = $1", id, gold != nil,
      gold.map { SHA256.hex(of: Array($0.text().utf8)) })
  }

  static func freeSlot(of id: LabelTaskID, by actor: String, _ connection: PostgresConnection) async throws {
    try await connection.query("SELECT labeling.free_slot($1, $2)", id, actor)
  }

  /// Something returned to the queue: searches begin at its front again.
  static func stir(_ project: LabelProjectID, _ connection: PostgresConnection) async throws {
    try await connection.query("UPDATE labeling.lab_queue SET epoch = epoch + 1 WHERE project_id = $1", project)
  }

  // MARK: - Review

  /// The next task for a reviewer, locked: what they hold, then reviews of others that ran out, then what waits, then
  /// what they left undecided. Never one that they labeled.
  static func nextForReview(
    _ project: LabelProjectID, _ queue: ReviewQueue, reviewer: String, _ connection: PostgresConnection
  ) async throws -> Record? {
    for statement in [reviewsHeld(queue), reviewsWaiting(queue), reviewsLeft(queue)] {
      let row = try await connection.query(Statement(statement, project, reviewer)).first
      if let row { return try record(row) }
    }
    return nil
  }

  // Probed one candidate at a time (`OFFSET 0`): the first that fits is wanted, not the set of all that do.
  private static let isOthersWork = """
    NOT EXISTS (SELECT FROM labeling.lab_assignment a
      WHERE a.task_id = t.id AND a.annotator = $2 AND a.annotation IS NOT NULL OFFSET 0)
    """
  private static let isNotLeft = """
    NOT EXISTS (SELECT FROM labeling.lab_task_event e
      WHERE e.event = 'review_ended' AND e.actor = $2 AND e.task_id = t.id OFFSET 0)
    """

  private static func reviewsHeld(_ queue: ReviewQueue) -> String {
    """
    SELECT \(columns) FROM \(source)
    WHERE t.project_id = $1 AND t.reviewer IS NOT NULL AND NOT t.is_gold AND t.status = '\(queue.held.rawValue)'
      AND (t.reviewer = $2 OR t.review_expires_at < clock_timestamp() AND \(isNotLeft)) AND \(isOthersWork)
    ORDER BY t.reviewer = $2 DESC, t.review_expires_at, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    """
  }

  /// Of labels that differ, those that agree least.
  private static func reviewsWaiting(_ queue: ReviewQueue) -> String {
    """
    SELECT \(columns) FROM \(source)
    WHERE t.project_id = $1 AND t.reviewer IS NULL AND NOT t.is_gold AND t.status = '\(queue.waiting.rawValue)'
      AND \(isNotLeft) AND \(isOthersWork)
    ORDER BY t.agreement, t.rank, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    """
  }

  /// The one that was left longest ago.
  private static func reviewsLeft(_ queue: ReviewQueue) -> String {
    """
    SELECT \(columns) FROM (
      SELECT task_id, max(id) AS last FROM labeling.lab_task_event
      WHERE event = 'review_ended' AND actor = $2 GROUP BY task_id) e
    JOIN labeling.lab_task t ON t.id = e.task_id JOIN labeling.lab_content c ON c.task_id = t.id
    WHERE t.project_id = $1 AND NOT t.is_gold AND \(isOthersWork)
      AND (t.status = '\(queue.waiting.rawValue)' AND t.reviewer IS NULL
        OR t.status = '\(queue.held.rawValue)' AND t.review_expires_at < clock_timestamp())
    ORDER BY e.last LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    """
  }

  // MARK: - Log

  /// Where the log stands. Numbers are given before they are committed, so that the last one alone may hide another.
  struct Place: Equatable {
    var last: Int64
    var recent: Int
  }

  static func place(_ connection: PostgresConnection) async throws -> Place? {
    try await connection.query(
      """
      SELECT l.last, (SELECT count(*) FROM labeling.lab_task_event WHERE id > l.last - 1000) AS recent
      FROM (SELECT coalesce(max(id), 0) AS last FROM labeling.lab_task_event) l
      """
    ).first.map { Place(last: try $0.decode("last"), recent: try $0.decode("recent")) }
  }

  /// Tells who looks on that something changed.
  static func tellOfChanges(_ connection: PostgresConnection) async throws {
    try await connection.query("SELECT pg_notify('flowsight_change', 'labeling')")
  }

  static func changes(of task: LabelTaskID, _ connection: PostgresConnection) async throws -> [StateChange] {
    try await connection.query(
      """
      SELECT at, subject, event, from_status, to_status, actor, detail FROM labeling.lab_task_event
      WHERE task_id = $1 ORDER BY id
      """, task
    ).map { try StateChange($0) }
  }

  static func record(_ row: PostgresRow) throws -> Record {
    Record(
      task: LabelTask(
        id: try row.decode("id"), projectID: try row.decode("project_id"), key: try row.decode("key"),
        state: try row.decode("status"), priority: try row.decode("priority"), overlap: try row.decode("overlap"),
        submitted: try row.decode("submitted"), lane: try row.decode("lane"), isGold: try row.decode("is_gold"),
        version: try row.decode("version"), updatedAt: try row.decode("updated_at")),
      taken: try row.decode("taken"), reviewer: try row.decode("reviewer"),
      reviewFence: try row.decode("review_fence"), reviewExpiresAt: try row.decode("review_expires_at"),
      agreement: try row.decode("agreement"), now: try row.decode("now"))
  }
}

/// A place in the order of ranks: the key of a page.
struct RankPlace {
  var rank: Int64 = .min
  var id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

  init(_ page: PageRequest) {
    guard case .after(let text) = page.position else { return }
    let parts = text.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let rank = Int64(parts[0]), let id = UUID(uuidString: String(parts[1])) else { return }
    self.rank = rank
    self.id = id
  }

  static func text(_ rank: Int64, _ id: LabelTaskID) -> String { "\(rank).\(id)" }
}

extension ReviewQueue {
  /// The state of its tasks that nobody looks at.
  fileprivate var waiting: LabelTaskState { self == .review ? .labeled : .adjudicating }
  /// Of those that somebody looks at.
  fileprivate var held: LabelTaskState { self == .review ? .inReview : .adjudicating }
}
