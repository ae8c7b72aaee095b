import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of claims, leases and drafts. How a claim is made stands in the migration `claims`.
enum AssignmentRepository {
  /// What the functions of the migration raise.
  enum Refusal: String {
    case leasesTooMany = "LB001"
    /// Another claim of the same annotator was quicker.
    case inHand = "LB002"
    case projectPaused = "LB003"

    init?(_ error: PostgresError) {
      guard let state = error.sqlState else { return nil }
      self.init(rawValue: state)
    }
  }

  static func claim(
    _ project: LabelProjectID, annotator: String, lanes: [LabelLane], id: AssignmentID,
    _ connection: PostgresConnection
  ) async throws -> WorkItem? {
    try await connection.query(
      "SELECT *, clock_timestamp() AS now FROM labeling.claim_item($1, $2, $3, $4)", project, annotator, lanes, id
    ).first.map(item)
  }

  /// Whether a task is left that the annotator may have. A claim passes over what others are changing at that moment,
  /// so that nobody waits; this tells "nothing is free just now" from "nothing is left".
  static func isAnyLeft(
    _ project: LabelProjectID, annotator: String, lanes: [LabelLane], _ connection: PostgresConnection
  ) async throws -> Bool {
    try await connection.query(
      """
      SELECT EXISTS (SELECT FROM labeling.lab_task t
        WHERE t.project_id = $1 AND t.lane = ANY ($3) AND t.status IN ('OPEN', 'IN_PROGRESS')
          AND t.taken < t.overlap AND NOT t.is_gold
          AND NOT EXISTS (SELECT FROM labeling.lab_assignment a
            WHERE a.task_id = t.id AND a.annotator = $2
              AND a.status NOT IN ('RELEASED', 'EXPIRED', 'ACCEPTED', 'FIXED_ACCEPTED') OFFSET 0))
      """, project, annotator, lanes
    ).value()
  }

  /// Takes a postponed task up again; the task is locked first, as everywhere.
  static func resume(_ assignment: AssignmentID, annotator: String, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      SELECT labeling.lease_task(t.id, $2, $1, false, a.is_gold) FROM labeling.lab_assignment a
      JOIN labeling.lab_task t ON t.id = a.task_id WHERE a.id = $1 AND a.status = 'POSTPONED' FOR UPDATE OF t
      """, assignment, annotator)
  }

  /// A lease anew, with the answer as the draft, unless another came behind it. Whether it may be is the caller's to
  /// know; the task is locked.
  static func takeBack(_ assignment: AssignmentID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE labeling.lab_assignment a SET status = 'LEASED', fence = a.fence + 1, leased_at = now(),
        expires_at = clock_timestamp() + make_interval(secs => (p.settings ->> 'lease_seconds')::integer),
        draft = coalesce(a.draft, a.annotation), submitted_at = NULL, is_gold_right = NULL, reason = NULL, updated_at = now()
      FROM labeling.lab_project p WHERE p.id = a.project_id AND a.id = $1
      """, assignment)
  }

  static func endLeases(_ connection: PostgresConnection) async throws -> Int {
    try await connection.query("SELECT labeling.end_leases(NULL, 1000) AS n").value()
  }

  // MARK: - Items

  private static let items = "SELECT *, clock_timestamp() AS now FROM labeling.lab_item"

  static func item(_ id: AssignmentID, _ connection: PostgresConnection) async throws -> WorkItem? {
    try await connection.query("\(items) WHERE id = $1", id).first.map(item)
  }

  static func items(
    of project: LabelProjectID, annotator: String, state: AssignmentState, _ connection: PostgresConnection
  ) async throws -> [WorkItem] {
    try await connection.query(
      "\(items) WHERE project_id = $1 AND annotator = $2 AND status = $3 ORDER BY leased_at, id LIMIT 1000",
      project, annotator, state
    ).map(item)
  }

  /// What the annotator submitted last, as far as it may be taken back: the newest last. Of a project, the results of
  /// the last minutes are read from their index. Gold items are told as any other.
  static func undoable(
    of project: LabelProjectID, annotator: String, _ connection: PostgresConnection
  ) async throws -> [WorkItem] {
    try await connection.query(
      """
      WITH mine AS (
        SELECT task_id, max(at) AS at FROM labeling.lab_result
        WHERE project_id = $1 AND at > now() - make_interval(secs => $3) AND kind = 'SUBMISSION' AND author = $2
        GROUP BY task_id ORDER BY 2 DESC LIMIT $4)
      SELECT CASE WHEN a.is_gold AND t.overlap = 1 AND \(GoldRepository.isAccepted("a")) THEN 'ACCEPTED' ELSE a.status
        END AS status, i.*, clock_timestamp() AS now FROM mine
      JOIN labeling.lab_assignment a ON a.task_id = mine.task_id AND a.annotator = $2
      JOIN labeling.lab_task t ON t.id = a.task_id
      JOIN labeling.lab_item i ON i.id = a.id
      WHERE a.submitted_at IS NOT NULL AND (a.is_gold AND a.status = 'SUBMITTED'
        OR a.status = 'SUBMITTED' AND t.status IN ('IN_PROGRESS', 'LABELED')
        OR a.status = 'ACCEPTED' AND t.status = 'ACCEPTED' AND t.overlap = 1)
      ORDER BY mine.at
      """, project, annotator, Submission.undoSeconds, Submission.undoMax
    ).map(item)
  }

  private static func item(_ row: PostgresRow) throws -> WorkItem {
    WorkItem(
      lease: LabelLease(
        assignment: try row.decode("id"), fence: try row.decode("fence"),
        expiresAt: try row.decode("expires_at", as: Date?.self) ?? .distantPast, now: try row.decode("now")),
      state: try row.decode("status"), taskID: try row.decode("task_id"), projectID: try row.decode("project_id"),
      key: try row.decode("key"), payload: try row.decode("payload"),
      predictions: try row.decode("predictions", as: JSON.self).decode(),
      schemaVersion: try row.decode("schema_version"), draft: try row.decode("draft"),
      before: try row.decode("annotation"), remark: try row.decode("reason"))
  }

  /// How many tasks of the project are in somebody's hands.
  static func heldCount(of project: LabelProjectID, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) FROM labeling.lab_assignment WHERE project_id = $1 AND status = 'LEASED'", project
    ).value()
  }

  // MARK: - Leases

  /// The lease, longer; `nil` when it was lost.
  static func renew(
    _ lease: LabelLease, annotator: String, draft: JSON?, _ connection: PostgresConnection
  ) async throws -> LabelLease? {
    try await connection.query(
      """
      UPDATE labeling.lab_assignment a SET
        expires_at = clock_timestamp() + make_interval(secs => (p.settings ->> 'lease_seconds')::integer),
        draft = coalesce($4, a.draft), updated_at = now()
      FROM labeling.lab_project p
      WHERE p.id = a.project_id AND a.id = $1 AND a.fence = $2 AND a.annotator = $3 AND a.status = 'LEASED'
      RETURNING a.expires_at, clock_timestamp() AS now
      """, lease.assignment, lease.fence, annotator, draft
    ).first.map {
      LabelLease(
        assignment: lease.assignment, fence: lease.fence, expiresAt: try $0.decode("expires_at"),
        now: try $0.decode("now"))
    }
  }

  /// Keeps an answer as its author's draft, whatever became of the lease.
  static func keepDraft(
    _ draft: JSON, of assignment: AssignmentID, annotator: String, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "UPDATE labeling.lab_assignment SET draft = $3, updated_at = now() WHERE id = $1 AND annotator = $2", assignment,
      annotator, draft)
  }

  /// Keeps what an answer to a gold item is told to have become; the first time stays.
  static func keepSample(
    _ isReviewed: Bool, of assignment: AssignmentID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "UPDATE labeling.lab_assignment SET is_gold_reviewed = coalesce(is_gold_reviewed, $2) WHERE id = $1", assignment,
      isReviewed)
  }

  // MARK: - Rows

  struct Record {
    var assignment: Assignment
    var fence: Int64
    var schemaVersion: Int
    var isGold: Bool
    /// Of an answered gold item: what it was told to have become of it.
    var isGoldReviewed: Bool?

    var isSubmission: Bool { assignment.state == .submitted && !isGold }
    /// Its annotator's answer counts.
    var isAnswered: Bool { [.submitted, .accepted, .fixedAccepted].contains(assignment.state) }
  }

  private static let columns = """
    id, task_id, annotator, status, annotation, reason, leased_at, expires_at, submitted_at, seconds_spent, fence,
    schema_version, is_gold, is_gold_reviewed
    """

  static func find(_ id: AssignmentID, _ connection: PostgresConnection) async throws -> Record? {
    try await connection.query("SELECT \(columns) FROM labeling.lab_assignment WHERE id = $1", id).first.map(record)
  }

  /// All of the task that an assignment is about.
  static func siblings(of id: AssignmentID) -> Statement {
    Statement(
      """
      SELECT \(columns) FROM labeling.lab_assignment
      WHERE task_id = (SELECT task_id FROM labeling.lab_assignment WHERE id = $1) ORDER BY id
      """, id)
  }

  /// Labels that wait to be settled.
  static func submissions(of task: LabelTaskID, _ connection: PostgresConnection) async throws -> [Record] {
    try await list(of: task, connection).filter(\.isSubmission)
  }

  static func list(of task: LabelTaskID, _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      "SELECT \(columns) FROM labeling.lab_assignment WHERE task_id = $1 ORDER BY id", task
    ).map(record)
  }

  /// Of these tasks, those that the annotator's label is counted of.
  static func submitted(
    by annotator: String, of tasks: [LabelTaskID], _ connection: PostgresConnection
  ) async throws -> Set<LabelTaskID> {
    Set(
      try await connection.query(
        "SELECT task_id FROM labeling.lab_assignment WHERE task_id = ANY ($1) AND annotator = $2 AND status = 'SUBMITTED'",
        tasks, annotator
      ).map { try $0.decode("task_id") })
  }

  static func record(_ row: PostgresRow) throws -> Record {
    Record(
      assignment: Assignment(
        id: try row.decode("id"), taskID: try row.decode("task_id"), annotator: try row.decode("annotator"),
        state: try row.decode("status"), annotation: try row.decode("annotation"), reason: try row.decode("reason"),
        leasedAt: try row.decode("leased_at"), expiresAt: try row.decode("expires_at"),
        submittedAt: try row.decode("submitted_at"), secondsSpent: try row.decode("seconds_spent")),
      fence: try row.decode("fence"), schemaVersion: try row.decode("schema_version"),
      isGold: try row.decode("is_gold"), isGoldReviewed: try row.decode("is_gold_reviewed"))
  }
}
