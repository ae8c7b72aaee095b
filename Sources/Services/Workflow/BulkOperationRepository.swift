import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of bulk operations: what all have in common, and what is done to letters.
enum BulkOperationRepository {
  /// An operation with who asked for it.
  struct Record {
    var operation: BulkOperation
    var actor: Actor
  }

  static func insert(_ operation: BulkOperation, by actor: Actor, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_operation (id, status, action, filter, actor, total, outcomes, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 0, '{}', $6, $6)
      """, operation.id, operation.state, try JSON(encoding: operation.action), operation.filter,
      try JSON(encoding: actor), operation.createdAt)
  }

  /// Freezes the letters in these states that the query finds; returns how many.
  static func freeze(
    _ id: BulkOperationID, _ query: ListQuery, states: [LetterState], _ connection: PostgresConnection
  ) async throws -> Int {
    let letters = try LetterRepository.list.selection(
      "$1::uuid, id", query, where: Statement("status = ANY ($2)", id, states))
    return try await freeze(id, letters, connection)
  }

  /// Freezes what the statement selects: rows of the operation's id and a subject. Returns how many.
  static func freeze(
    _ id: BulkOperationID, _ subjects: Statement, _ connection: PostgresConnection
  ) async throws -> Int {
    let count = try await connection.query(
      Statement(
        "INSERT INTO workflow.wf_operation_item (operation_id, subject_id) \(subjects.sql)",
        parameters: subjects.parameters)
    ).affectedCount
    try await connection.query("UPDATE workflow.wf_operation SET total = $2 WHERE id = $1", id, count)
    return count
  }

  /// How many letters the query finds in other states.
  static func leftOut(
    _ query: ListQuery, states: [LetterState], _ connection: PostgresConnection
  ) async throws -> [LetterState: Int] {
    let letters = try LetterRepository.list.selection(
      "status, count(*) AS n", query, where: Statement("status <> ALL ($1)", states))
    return try LetterState.counts(
      try await connection.query(Statement(letters.sql + " GROUP BY status", parameters: letters.parameters)))
  }

  /// The causes of the frozen letters, the commonest first.
  static func causes(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [(signature: String, code: String, count: Int)] {
    try await connection.query(
      """
      SELECT l.signature, min(l.error_code) AS code, count(*) AS n FROM workflow.wf_operation_item i
        JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
      WHERE i.operation_id = $1 GROUP BY l.signature ORDER BY n DESC, l.signature LIMIT $2
      """, id, limit
    ).map { (try $0.decode("signature"), try $0.decode("code"), try $0.decode("n")) }
  }

  static func find(
    _ id: BulkOperationID, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> Record? {
    try await connection.query(
      "SELECT \(columns) FROM workflow.wf_operation WHERE id = $1 \(lock ? "FOR UPDATE" : "")", id
    ).first.map(record)
  }

  static func running(_ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      "SELECT \(columns) FROM workflow.wf_operation WHERE status = 'RUNNING' ORDER BY id"
    ).map(record)
  }

  /// Operations that are held or ended, with items that were on their way.
  static func settling(_ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_operation
      WHERE status IN ('PAUSED', 'STOPPED', 'CANCELLED') AND (outcomes ->> 'RUNNING')::bigint > 0 ORDER BY id
      """
    ).map(record)
  }

  /// From now on it is done in the name of `actor`.
  static func hand(_ id: BulkOperationID, to actor: Actor, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_operation SET actor = $2 WHERE id = $1", id, try JSON(encoding: actor))
  }

  /// Writes state, action, reason, rate, failure and audit entry.
  static func update(_ operation: BulkOperation, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation SET status = $2, action = $3, reason = $4, rate_per_second = $5,
        failure = $6, audit_id = $7, started_at = $8, finished_at = $9, updated_at = $10
      WHERE id = $1
      """, operation.id, operation.state, try JSON(encoding: operation.action), operation.reason,
      operation.ratePerSecond, operation.failure, operation.auditID, operation.startedAt, operation.finishedAt, at)
  }

  /// Prepared operations that nobody started.
  static func forgetPrepared(before end: Date, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      "DELETE FROM workflow.wf_operation WHERE status = 'PREPARED' AND created_at < $1", end
    ).affectedCount
  }

  static func delete(_ id: BulkOperationID, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM workflow.wf_operation WHERE id = $1", id)
  }

  // MARK: - Items

  /// The letters that are next, and whether a run failed with each of them.
  static func pending(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [(id: LetterID, isOfRun: Bool)] {
    try await connection.query(
      """
      SELECT i.subject_id, coalesce(l.run_id IS NOT NULL, true) AS is_of_run
      FROM (
        SELECT subject_id FROM workflow.wf_operation_item WHERE operation_id = $1 AND outcome = 'PENDING'
        ORDER BY subject_id LIMIT $2) i
      LEFT JOIN workflow.wf_dead_letter l ON l.id = i.subject_id ORDER BY i.subject_id
      """, id, limit
    ).map { (try $0.decode("subject_id"), try $0.decode("is_of_run")) }
  }

  /// Letters that are on their way.
  struct InFlight {
    var runs: Int
    var events: Int

    var isNone: Bool { runs + events == 0 }
  }

  static func inFlight(_ id: BulkOperationID, _ connection: PostgresConnection) async throws -> InFlight {
    let row = try await connection.query(
      """
      SELECT count(run_id) AS runs, count(*) - count(run_id) AS events FROM workflow.wf_operation_item
      WHERE operation_id = $1 AND outcome = 'RUNNING'
      """, id
    ).first
    return InFlight(runs: try row?.decode("runs") ?? 0, events: try row?.decode("events") ?? 0)
  }

  /// Whether the letter is still to be acted on; locked when it is, and the operation held in its state: a pause or a
  /// cancel waits for those at work, and nothing begins after it.
  static func take(
    _ id: BulkOperationID, _ letter: LetterID, _ connection: PostgresConnection
  ) async throws -> Bool {
    try await connection.query(
      """
      SELECT i.subject_id FROM workflow.wf_operation o
        JOIN workflow.wf_operation_item i ON i.operation_id = o.id
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.subject_id = $2 AND i.outcome = 'PENDING'
      FOR SHARE OF o FOR UPDATE OF i SKIP LOCKED
      """, id, letter
    ).first != nil
  }

  /// Those of the letters that are still to be acted on, with the locks of the one above.
  static func take(
    _ id: BulkOperationID, _ letters: [LetterID], _ connection: PostgresConnection
  ) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT i.subject_id FROM workflow.wf_operation o
        JOIN workflow.wf_operation_item i ON i.operation_id = o.id
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.subject_id = ANY ($2) AND i.outcome = 'PENDING'
      ORDER BY i.subject_id FOR SHARE OF o FOR UPDATE OF i SKIP LOCKED
      """, id, letters
    ).map { try $0.decode("subject_id") }
  }

  /// Letters whose events went back to their consumers.
  static func sent(
    _ id: BulkOperationID, _ letters: [LetterID], at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item SET outcome = 'RUNNING', at = $3
      WHERE operation_id = $1 AND subject_id = ANY ($2)
      """, id, letters, at)
  }

  static func settle(
    _ id: BulkOperationID, _ letter: LetterID, _ outcome: BulkOutcome, failure: Failure? = nil, at: Date,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item SET outcome = $3, failure = $4, at = $5
      WHERE operation_id = $1 AND subject_id = $2 AND outcome = 'PENDING'
      """, id, letter, outcome, failure, at)
    try await connection.query(
      "UPDATE workflow.wf_dead_letter SET operation_id = $1 WHERE id = $2 AND $3 <> 'REFUSED'", id, letter, outcome)
  }

  /// A run redrives all letters of the run before: they share its fate.
  static func redriving(
    _ id: BulkOperationID, by run: RunID, at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item i SET outcome = 'RUNNING', run_id = $2, at = $3
      FROM workflow.wf_dead_letter l
      WHERE l.redrive_run_id = $2 AND i.operation_id = $1 AND i.subject_id = l.id AND i.outcome = 'PENDING'
      """, id, run, at)
    try await connection.query(
      "UPDATE workflow.wf_dead_letter SET operation_id = $1 WHERE redrive_run_id = $2", id, run)
  }

  /// The run that redrives letters has ended.
  static func ended(_ run: RunID, _ outcome: BulkOutcome, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_operation_item SET outcome = $2 WHERE run_id = $1 AND outcome = 'RUNNING'",
      run, outcome)
  }

  /// Letters that were sent back to their consumers before `end`, and were not given up since.
  static func settleQuiet(
    _ id: BulkOperationID, before end: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item SET outcome = 'DONE'
      WHERE operation_id = $1 AND outcome = 'RUNNING' AND run_id IS NULL AND at < $2
      """, id, end)
  }

  /// How many letters were acted on since.
  static func countActed(
    _ id: BulkOperationID, since: Date, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      "SELECT count(*) FROM workflow.wf_operation_item WHERE operation_id = $1 AND at > $2", id, since
    ).value()
  }

  /// A letter that was sent back to its consumer was given up once more.
  static func failed(
    _ id: BulkOperationID, _ letter: LetterID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item SET outcome = 'FAILED'
      WHERE operation_id = $1 AND subject_id = $2 AND outcome IN ('DONE', 'RUNNING')
      """, id, letter)
  }

  /// Marks the next letters in one statement (discard, resolve, restore), each with a line in its log. Those that have
  /// changed since are refused. Returns how many it looked at.
  static func mark(
    _ record: Record, _ event: LetterState.Event, from: [LetterState], to: LetterState, limit: Int, at: Date,
    _ connection: PostgresConnection
  ) async throws -> Int {
    let operation = record.operation
    return try await connection.query(
      """
      WITH due AS MATERIALIZED (
        SELECT i.subject_id FROM workflow.wf_operation o
          JOIN workflow.wf_operation_item i ON i.operation_id = o.id
        WHERE o.id = $1 AND o.status = 'RUNNING' AND i.outcome = 'PENDING'
        ORDER BY i.subject_id LIMIT $2 FOR SHARE OF o FOR UPDATE OF i SKIP LOCKED),
      eligible AS MATERIALIZED (
        SELECT l.id, l.status FROM due JOIN workflow.wf_dead_letter l ON l.id = due.subject_id
        WHERE l.status = ANY ($3) FOR UPDATE OF l),
      moved AS (
        UPDATE workflow.wf_dead_letter l SET status = $4, discard_reason = $5, actor = $6, operation_id = $1,
          updated_at = $7, revision = revision + 1
        FROM eligible e WHERE l.id = e.id RETURNING l.id),
      logged AS (
        INSERT INTO workflow.wf_dead_letter_event (letter_id, at, event, from_status, to_status, actor, detail)
        SELECT id, $7, $8, status, $4, $6, $9 FROM eligible)
      UPDATE workflow.wf_operation_item i SET at = $7,
        outcome = CASE WHEN m.id IS NULL THEN 'REFUSED' ELSE 'DONE' END,
        failure = CASE WHEN m.id IS NULL THEN $10::json END
      FROM due LEFT JOIN moved m ON m.id = due.subject_id
      WHERE i.operation_id = $1 AND i.subject_id = due.subject_id
      """, operation.id, limit, from, to, event == .restored ? nil : operation.reason, record.actor.name, at,
      event.rawValue,
      operation.reason, Failure("letter_not_eligible", "it has changed since the operation was prepared")
    ).affectedCount
  }

  static func count(
    _ id: BulkOperationID, _ outcomes: [BulkOutcome], _ connection: PostgresConnection
  ) async throws -> [BulkOutcome: Int] {
    try BulkOutcome.counts(
      try await connection.query(
        """
        SELECT outcome AS status, count(*) AS n FROM workflow.wf_operation_item
        WHERE operation_id = $1 AND outcome = ANY ($2) GROUP BY outcome
        """, id, outcomes))
  }

  /// What became of the letters that settled last, since the operation was last resumed.
  static func recent(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [BulkOutcome: Int] {
    try BulkOutcome.counts(
      try await connection.query(
        """
        SELECT outcome AS status, count(*) AS n FROM (
          SELECT i.outcome FROM workflow.wf_operation o
            JOIN workflow.wf_operation_item i ON i.operation_id = o.id
          WHERE o.id = $1 AND i.outcome IN ('DONE', 'FAILED')
            AND (o.breaker_closed_at IS NULL OR i.at > o.breaker_closed_at)
          ORDER BY i.at DESC LIMIT $2) settled
        GROUP BY outcome
        """, id, limit))
  }

  /// Only items that are acted on later than `at` count for the breaker from here on.
  static func closeBreaker(_ id: BulkOperationID, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query("UPDATE workflow.wf_operation SET breaker_closed_at = $2 WHERE id = $1", id, at)
  }

  static func setOutcomes(
    _ id: BulkOperationID, _ outcomes: [BulkOutcome: Int], at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "UPDATE workflow.wf_operation SET outcomes = $2, updated_at = $3 WHERE id = $1", id,
      try JSON(encoding: outcomes), at)
  }

  // MARK: - Lists

  private static let columns = """
    id, status, action, filter, reason, actor, total, outcomes, rate_per_second, failure, audit_id, created_at,
    started_at, finished_at
    """

  static let list = ListTable<BulkOperation>(
    select: columns, from: "workflow.wf_operation", key: .uuid("id"),
    columns: [
      "state": "status", "action": "(action->>'name')",
      "workflow": .nullable("(action->'backfill'->>'workflow')"), "total": "total", "by": "(actor->>'name')",
      "age": "created_at", "created": "created_at", "started": .nullable("started_at"),
      "finished": .nullable("finished_at"), "reason": .nullable("reason"), "filter": "filter", "id": "id",
    ]
  ) { try record($0).operation }

  private static let title = """
    concat_ws(' ', coalesce(l.dataset_name, r.dataset_name), coalesce(l.dataset_version, r.dataset_version), l.step,
      l.error_code)
    """

  static let itemList = ListTable<BulkOperationItem>(
    select: "i.subject_id, i.outcome, \(title) AS title, i.failure, i.run_id, i.at",
    from: """
      workflow.wf_operation_item i LEFT JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
        LEFT JOIN workflow.wf_run r ON r.id = i.subject_id
      """, key: .uuid("i.subject_id"),
    columns: [
      "outcome": "i.outcome", "item": .init(stringLiteral: "(\(title))"),
      "code": .nullable("(i.failure->>'error_code')"),
      "message": .nullable("(i.failure->>'message')"), "id": "i.subject_id", "run": .nullable("i.run_id"),
      "at": .nullable("i.at"),
    ]
  ) { row in
    BulkOperationItem(
      subject: try row.decode("subject_id"), outcome: try row.decode("outcome"), title: try row.decode("title"),
      failure: try row.decode("failure"), runID: try row.decode("run_id"), at: try row.decode("at"))
  }

  static func items(
    of id: BulkOperationID, _ query: ListQuery, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<BulkOperationItem> {
    try await itemList.page(query, page, where: Statement("i.operation_id = $1", id), connection)
  }

  private static func record(_ row: PostgresRow) throws -> Record {
    let actor: Actor = try row.decode("actor", as: JSON.self).decode()
    let total: Int = try row.decode("total")
    let state: BulkOperationState = try row.decode("status")
    var outcomes: [BulkOutcome: Int] = try row.decode("outcomes", as: JSON.self).decode()
    if outcomes.isEmpty { outcomes[.pending] = total }
    return Record(
      operation: BulkOperation(
        id: try row.decode("id"), state: state, action: try row.decode("action", as: JSON.self).decode(),
        filter: try row.decode("filter"), reason: try row.decode("reason"), actor: actor.name, total: total,
        outcomes: outcomes, ratePerSecond: try row.decode("rate_per_second"), failure: try row.decode("failure"),
        auditID: try row.decode("audit_id"), createdAt: try row.decode("created_at"),
        startedAt: try row.decode("started_at"), finishedAt: try row.decode("finished_at")), actor: actor)
  }
}
