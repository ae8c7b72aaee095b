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
      INSERT INTO workflow.wf_operation (id, status, action, filter, actor, total, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 0, $6, $6)
      """, operation.id, operation.state, try JSON(encoding: operation.action), operation.filter,
      try JSON(encoding: actor), operation.createdAt)
  }

  /// What was frozen, and what of the rest was not, and why.
  struct Frozen {
    var count: Int
    /// Of these, events that belong to no run.
    var events = 0
    var obstacles: [(text: String, count: Int)] = []
  }

  /// Freezes the letters in the action's states that the query finds. Those that a redrive would be refused for because
  /// of their runs are left out.
  static func freeze(
    _ id: BulkOperationID, _ query: ListQuery, _ action: LetterAction, _ connection: PostgresConnection
  ) async throws -> Frozen {
    let letters = try LetterRepository.list.selection(
      "id, run_id, \(action.isRedrive ? LetterRepository.standing : "NULL") AS standing", query,
      where: Statement("$1::uuid IS NOT NULL AND status = ANY ($2)", id, action.eligibleStates))
    let rows = try await connection.query(
      Statement(
        """
        WITH found AS MATERIALIZED (\(letters.sql)),
        frozen AS (
          INSERT INTO workflow.wf_operation_item (operation_id, subject_id)
          SELECT $1, id FROM found WHERE standing IS NULL)
        SELECT standing, count(*) AS n, count(*) FILTER (WHERE run_id IS NULL) AS events FROM found GROUP BY standing ORDER BY standing
        """, parameters: letters.parameters))
    var frozen = Frozen(count: 0)
    for row in rows {
      let count: Int = try row.decode("n")
      if let standing = try row.decode("standing", as: String?.self) {
        frozen.obstacles.append((LetterRepository.obstacle(standing), count))
      } else {
        (frozen.count, frozen.events) = (count, try row.decode("events"))
      }
    }
    try await setTotal(id, frozen.count, connection)
    return frozen
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
    try await setTotal(id, count, connection)
    return count
  }

  private static func setTotal(
    _ id: BulkOperationID, _ count: Int, _ connection: PostgresConnection
  ) async throws {
    try await connection.query("UPDATE workflow.wf_operation SET total = $2 WHERE id = $1", id, count)
    try await connection.query(
      "INSERT INTO workflow.wf_operation_count (operation_id, outcome, items) VALUES ($1, $2, $3)", id,
      BulkOutcome.initial, count)
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

  static func isAnyRunning(_ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      "SELECT EXISTS (SELECT FROM workflow.wf_operation WHERE status = 'RUNNING')"
    ).value()
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

  /// Locks the oldest operation that was prepared before one time and not started, or has ended before another.
  static func oldest(
    preparedBefore: Date, finishedBefore: Date?, _ connection: PostgresConnection
  ) async throws -> BulkOperationID? {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_operation
      WHERE status = 'PREPARED' AND created_at < $1 OR status IN ('COMPLETED', 'CANCELLED') AND finished_at < $2
      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
      """, preparedBefore, finishedBefore
    ).first?.decode("id")
  }

  static func countFinished(before end: Date, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) FROM workflow.wf_operation WHERE status IN ('COMPLETED', 'CANCELLED') AND finished_at < $1", end
    ).value()
  }

  /// Removes up to `limit` items; returns how many.
  static func removeItems(
    of id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      DELETE FROM workflow.wf_operation_item WHERE operation_id = $1 AND subject_id IN (
        SELECT subject_id FROM workflow.wf_operation_item WHERE operation_id = $1 ORDER BY subject_id LIMIT $2)
      """, id, limit
    ).affectedCount
  }

  static func delete(_ id: BulkOperationID, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM workflow.wf_operation_count WHERE operation_id = $1", id)
    try await connection.query("DELETE FROM workflow.wf_operation WHERE id = $1", id)
  }

  // MARK: - Items

  /// Outcomes of items that are still to be acted on.
  static let isLeft = "('PENDING', 'WAITING')"

  /// Letters that are on their way.
  struct InFlight {
    var runs: Int
    var events: Int

    var isNone: Bool { runs + events == 0 }
  }

  static func inFlight(_ id: BulkOperationID, _ connection: PostgresConnection) async throws -> InFlight {
    let row = try await connection.query(
      """
      SELECT (SELECT count(*) FROM workflow.wf_operation_item
          WHERE operation_id = $1 AND outcome = 'RUNNING' AND run_id IS NULL) AS events,
        (SELECT coalesce(sum(items), 0)::bigint FROM workflow.wf_operation_count
          WHERE operation_id = $1 AND outcome = 'RUNNING') AS running
      """, id
    ).first
    let events: Int = try row?.decode("events") ?? 0
    return InFlight(runs: (try row?.decode("running") ?? 0) - events, events: events)
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
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.subject_id = $2 AND i.outcome IN \(isLeft)
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
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.subject_id = ANY ($2) AND i.outcome IN \(isLeft)
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
      UPDATE workflow.wf_operation_item SET outcome = 'RUNNING', at = $3, failure = NULL
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
      WHERE operation_id = $1 AND subject_id = $2 AND outcome IN \(isLeft)
      """, id, letter, outcome, failure, at)
  }

  /// What an item stands at whose run, a parameter, was started in this transaction: it may have ended at once, and who
  /// told of that did not find the item yet.
  static func outcome(ofRun run: String) -> String {
    """
    coalesce((
      SELECT CASE status WHEN 'SUCCEEDED' THEN 'DONE' WHEN 'FAILED' THEN 'FAILED' WHEN 'CANCELLED' THEN 'CANCELLED' END
      FROM workflow.wf_run WHERE id = \(run)), 'RUNNING')
    """
  }

  /// A run redrives all letters of the run before: they share its fate.
  static func redriving(
    _ id: BulkOperationID, by run: RunID, at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item i SET outcome = \(outcome(ofRun: "$2")), run_id = $2, at = $3, failure = NULL
      FROM workflow.wf_dead_letter l
      WHERE l.redrive_run_id = $2 AND i.operation_id = $1 AND i.subject_id = l.id AND i.outcome IN \(isLeft)
      """, id, run, at)
  }

  /// The run that redrives letters has ended.
  static func ended(_ run: RunID, _ outcome: BulkOutcome, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_operation_item SET outcome = $2 WHERE run_id = $1 AND outcome = 'RUNNING'",
      run, outcome)
  }

  /// Letters that were sent back to their consumers before `end` and not given up since, of any operation, also of one
  /// that is held or has ended. Returns how many of them it settled, `limit` at most.
  static func settleQuiet(before end: Date, limit: Int, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      WITH quiet AS MATERIALIZED (
        SELECT operation_id, subject_id FROM workflow.wf_operation_item
        WHERE outcome = 'RUNNING' AND run_id IS NULL AND at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
      UPDATE workflow.wf_operation_item i SET outcome = 'DONE' FROM quiet q
      WHERE i.operation_id = q.operation_id AND i.subject_id = q.subject_id
      """, end, limit
    ).affectedCount
  }

  /// What cancelled operations have not begun is left alone. Returns how many items it settled, `limit` at most.
  static func skipRest(limit: Int, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      WITH rest AS MATERIALIZED (
        SELECT i.operation_id, i.subject_id FROM workflow.wf_operation o CROSS JOIN LATERAL (
          SELECT operation_id, subject_id FROM workflow.wf_operation_item
          WHERE operation_id = o.id AND outcome IN \(isLeft) LIMIT $1 FOR UPDATE SKIP LOCKED) i
        WHERE o.status = 'CANCELLED' LIMIT $1)
      UPDATE workflow.wf_operation_item i SET outcome = 'SKIPPED', failure = NULL FROM rest r
      WHERE i.operation_id = r.operation_id AND i.subject_id = r.subject_id
      """, limit
    ).affectedCount
  }

  /// How many letters were acted on since.
  static func countActed(
    _ id: BulkOperationID, since: Date, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      "SELECT count(*) FROM workflow.wf_operation_item WHERE operation_id = $1 AND at > $2 AND outcome <> 'WAITING'",
      id, since
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

  /// The letters that are next, with the locks of the ones above.
  static func take(
    next limit: Int, of id: BulkOperationID, _ connection: PostgresConnection
  ) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT i.subject_id FROM workflow.wf_operation o
        JOIN workflow.wf_operation_item i ON i.operation_id = o.id
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.outcome = 'PENDING'
      ORDER BY i.subject_id LIMIT $2 FOR SHARE OF o FOR UPDATE OF i SKIP LOCKED
      """, id, limit
    ).map { try $0.decode("subject_id") }
  }

  /// Those of the letters that were taken are done; the others had changed, and are refused.
  static func marked(
    _ id: BulkOperationID, _ taken: [LetterID], done: [LetterID], at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item i SET at = $4,
        outcome = CASE WHEN d.id IS NULL THEN 'REFUSED' ELSE 'DONE' END,
        failure = CASE WHEN d.id IS NULL THEN $5::json END
      FROM unnest($2::uuid[]) AS taken (id) LEFT JOIN unnest($3::uuid[]) AS d (id) ON d.id = taken.id
      WHERE i.operation_id = $1 AND i.subject_id = taken.id
      """, id, taken, done, at, Failure("letter_not_eligible", "it has changed since the operation was prepared"))
  }

  /// What became of the letters that settled last, since the operation was last resumed.
  static func recent(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [BulkOutcome: Int] {
    try BulkOutcome.counts(try await connection.query(listingRecent(id, limit: limit)))
  }

  /// From the newest back, as the index of those that were acted on has them: not through all of a million.
  static func listingRecent(_ id: BulkOperationID, limit: Int) -> Statement {
    Statement(
      """
      SELECT outcome AS status, count(*) AS n FROM (
        SELECT outcome FROM workflow.wf_operation_item
        WHERE operation_id = $1 AND outcome IN ('DONE', 'FAILED') AND at IS NOT NULL AND at > coalesce(
          (SELECT breaker_closed_at FROM workflow.wf_operation WHERE id = $1), '-infinity')
        ORDER BY operation_id DESC, at DESC LIMIT $2) settled
      GROUP BY outcome
      """, id, limit)
  }

  /// Only items that are acted on later than `at` count for the breaker from here on.
  static func closeBreaker(_ id: BulkOperationID, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query("UPDATE workflow.wf_operation SET breaker_closed_at = $2 WHERE id = $1", id, at)
  }
}
