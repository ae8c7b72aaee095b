import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of dead letters and their log.
enum LetterRepository {
  static func insert(_ letter: DeadLetter, payload: [UInt8], _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_dead_letter (id, status, signature, error_code, failure, event_type, event_id,
        source_stream, source_entry_id, run_id, step, function, dataset_id, dataset_name, dataset_version, trace_id,
        payload, payload_sha256, attempts, crash_count, first_failed_at, last_failed_at, redrive_count, parent_id,
        root_id, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25, $26, $26)
      """, letter.id, letter.state, letter.signature, letter.failure.errorCode.rawValue,
      letter.failure, letter.eventType, letter.eventID, letter.sourceStream,
      letter.sourceEntryID, letter.runID, letter.step, letter.function, letter.datasetID,
      letter.datasetName, letter.datasetVersion, letter.traceID, payload, letter.payloadSHA256,
      try JSON(encoding: letter.attempts), letter.crashCount, letter.firstFailedAt, letter.lastFailedAt,
      letter.redriveCount, letter.parentID, letter.rootID, letter.createdAt)
  }

  private static let columns = """
    id, status, signature, failure, event_type, event_id, source_stream, source_entry_id, run_id, step, function,
    dataset_id, dataset_name, dataset_version, trace_id, payload, payload_sha256, attempts, crash_count,
    first_failed_at, last_failed_at, redrive_count, parent_id, root_id, redrive_run_id, discard_reason, actor,
    created_at, updated_at, revision, operation_id
    """

  /// The letters that exist among `ids`, in the order of their ids; locked when they are about to be changed.
  static func find(
    _ ids: [LetterID], lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> [DeadLetter] {
    try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_dead_letter WHERE id = ANY ($1) ORDER BY id \(lock ? "FOR UPDATE" : "")
      """, ids
    ).map(letter)
  }

  static let list = ListTable<DeadLetter>(
    select: columns, from: "workflow.wf_dead_letter", key: .uuid("id"),
    columns: [
      "state": "status", "dataset": .nullable("dataset_name"), "version": .nullable("dataset_version"),
      "step": .nullable("step"), "code": "error_code", "tries": "json_array_length(attempts)",
      "crashes": "crash_count", "redrives": "redrive_count", "age": "last_failed_at", "failed": "last_failed_at",
      "first": "first_failed_at", "created": "created_at", "function": .nullable("function"), "event": "event_type",
      "stream": "source_stream", "message": .nullable("(failure->>'message')"), "reason": .nullable("discard_reason"),
      "by": .nullable("actor"), "signature": "signature", "id": "id", "run": .nullable("run_id"), "trace": "trace_id",
      "parent": .nullable("parent_id"), "root": "root_id",
      "operation": .nullable("operation_id"),
    ], decode: letter)

  /// Whose work a run does: the run that gave the letter up, or the last one that was to do its work again.
  private static let lastRun = "coalesce(redrive_run_id, run_id)"

  static func lastRun(of letter: LetterID, _ connection: PostgresConnection) async throws -> RunID? {
    try await connection.query(
      "SELECT \(lastRun) AS run FROM workflow.wf_dead_letter WHERE id = $1", letter
    ).first?.decode("run", as: RunID?.self)
  }

  /// What the run of a letter has against a redrive; `NULL` when nothing. For very many letters: of few, the words of
  /// ``RunRepeater`` say more.
  static let standing = """
    (SELECT CASE WHEN r.status IN ('PENDING', 'RUNNING', 'SUCCEEDED') THEN r.status
        WHEN EXISTS (
          SELECT FROM workflow.wf_run n WHERE n.dataset_id = r.dataset_id AND n.dataset_version = r.dataset_version
            AND n.workflow = r.workflow AND (n.created_at, n.id) > (r.created_at, r.id)) THEN 'REPEATED' END
      FROM workflow.wf_run r WHERE r.id = \(lastRun))
    """

  static func obstacle(_ standing: String) -> String {
    switch JobState(rawValue: standing) {
    case .succeeded?: localized("their run has succeeded", "其运行已成功")
    case nil: localized("a newer run repeats theirs already", "已有更新的运行在重复其运行")
    default: localized("their run is still at work", "其运行仍在进行")
    }
  }

  /// The letters that the run gave up and that are not settled.
  static func unsettled(of run: RunID, _ connection: PostgresConnection) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_dead_letter WHERE run_id = $1 AND status IN ('DEAD', 'REDRIVING', 'QUARANTINED')
      ORDER BY id
      """, run
    ).map { try $0.decode("id") }
  }

  /// The letters that wait for a decision and whose work a repetition of these runs does: those that they gave up, and
  /// those that they were to redrive in vain.
  static func waiting(on runs: [RunID], _ connection: PostgresConnection) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_dead_letter
      WHERE (run_id = ANY ($1) AND redrive_run_id IS NULL OR redrive_run_id = ANY ($1)) AND status = ANY ($2)
      ORDER BY id
      """, runs, LetterState.waiting
    ).map { try $0.decode("id") }
  }

  /// Whether the run gave anything up.
  static func hasLetter(_ run: RunID, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query("SELECT EXISTS (SELECT FROM workflow.wf_dead_letter WHERE run_id = $1)", run).value()
  }

  /// The letters whose last redrive started this run.
  static func list(redrivenBy run: RunID, _ connection: PostgresConnection) async throws -> [DeadLetter] {
    try await connection.query(
      "SELECT \(columns) FROM workflow.wf_dead_letter WHERE redrive_run_id = $1 ORDER BY id", run
    ).map(letter)
  }

  /// Whether a letter about this event, given up by this consumer, waits for a decision.
  static func isWaiting(
    event: EventID, consumer: String, _ connection: PostgresConnection
  ) async throws -> Bool {
    try await connection.query(
      """
      SELECT EXISTS (SELECT FROM workflow.wf_dead_letter
        WHERE event_id = $1 AND function = $2 AND status IN ('DEAD', 'QUARANTINED'))
      """, event, consumer
    ).value()
  }

  /// The letter about this event that was sent back to its consumer last.
  static func redriven(
    event: EventID, consumer: String, _ connection: PostgresConnection
  ) async throws -> DeadLetter? {
    try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_dead_letter
      WHERE event_id = $1 AND function = $2 AND status = 'REDRIVEN' ORDER BY id DESC LIMIT 1
      """, event, consumer
    ).first.map(letter)
  }

  /// Up to `limit` entries of a stream whose letters were settled since, in that order.
  static func settledEntries(
    of stream: String, since: Date, limit: Int, _ connection: PostgresConnection
  ) async throws -> [(entry: String, at: Date)] {
    try await connection.query(
      """
      SELECT source_entry_id, updated_at FROM workflow.wf_dead_letter
      WHERE status IN ('REDRIVEN', 'DISCARDED', 'RESOLVED') AND updated_at >= $2 AND source_stream = $1
        AND source_entry_id IS NOT NULL
      ORDER BY updated_at LIMIT $3
      """, stream, since, limit
    ).map { (try $0.decode("source_entry_id"), try $0.decode("updated_at")) }
  }

  /// As the indexes of the letters that wait for a decision have it.
  private static let waitingStates = "('DEAD', 'QUARANTINED')"

  /// Letters by their signatures: groups in which letters wait come first, then those that failed last. What is told of a
  /// group's letters is told of those that wait, while any do.
  static let groups = ListTable<LetterGroup>(
    select: "signature, waiting, total, first_failed_at, last_failed_at, id, failure, step, function",
    from: """
      (SELECT g.signature, g.waiting, g.total, n.id, n.failure, n.step, n.function, n.error_code,
        coalesce(n.waits_since, g.last_failed_at) AS last_failed_at,
        coalesce((
          SELECT first_failed_at FROM workflow.wf_dead_letter l
          WHERE l.signature COLLATE "C" = g.signature COLLATE "C" AND l.status IN \(waitingStates)
          ORDER BY first_failed_at LIMIT 1), g.first_failed_at) AS first_failed_at
      FROM (
        SELECT signature, coalesce(sum(letters) FILTER (WHERE status IN \(waitingStates)), 0)::bigint AS waiting,
          sum(letters)::bigint AS total, min(first_failed_at) AS first_failed_at, max(last_failed_at) AS last_failed_at
        FROM workflow.wf_letter_count GROUP BY signature HAVING sum(letters) > 0) g
      CROSS JOIN LATERAL (
        (SELECT id, failure, step, function, error_code, last_failed_at AS waits_since FROM workflow.wf_dead_letter l
        WHERE l.signature COLLATE "C" = g.signature COLLATE "C" AND l.status IN \(waitingStates)
        ORDER BY last_failed_at DESC, id DESC LIMIT 1)
        UNION ALL
        (SELECT id, failure, step, function, error_code, NULL FROM workflow.wf_dead_letter l
        WHERE l.signature COLLATE "C" = g.signature COLLATE "C" ORDER BY id DESC LIMIT 1)
        LIMIT 1) n) letter_group
      """, key: .text("signature"),
    order: .by(
      "CASE WHEN waiting > 0 THEN last_failed_at ELSE last_failed_at - interval '1000 years' END", "timestamptz",
      isDescending: true),
    columns: [
      "waiting": "waiting", "total": "total", "code": "error_code", "step": .nullable("coalesce(step, function)"),
      "function": .nullable("function"),
      "age": "last_failed_at", "first": "first_failed_at", "last": "last_failed_at",
      "message": .nullable("(failure->>'message')"),
      "signature": "signature",
    ]
  ) { row in
    let failure: Failure = try row.decode("failure")
    return LetterGroup(
      signature: try row.decode("signature"), errorCode: failure.errorCode, message: failure.message,
      step: try row.decode("step"), function: try row.decode("function"), waiting: try row.decode("waiting"),
      total: try row.decode("total"),
      firstFailedAt: try row.decode("first_failed_at"), lastFailedAt: try row.decode("last_failed_at"),
      newest: try row.decode("id"))
  }

  static func countByState(_ connection: PostgresConnection) async throws -> [LetterState: Int] {
    try LetterState.counts(
      try await connection.query(
        """
        SELECT status, sum(letters)::bigint AS n FROM workflow.wf_letter_count GROUP BY status HAVING sum(letters) > 0
        """))
  }

  /// Moves those of the letters whose states accept it, in the order of their ids, with a line in their logs for each
  /// event. Returns which were moved.
  @discardableResult
  static func move(
    _ letters: [LetterID], _ move: LetterMove, _ connection: PostgresConnection
  ) async throws -> [LetterID] {
    let lines = move.lines
    return try await connection.query(
      """
      WITH line AS MATERIALIZED (
        SELECT * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
          AS line (start, place, event, before, after)),
      held AS MATERIALIZED (
        SELECT id, status FROM workflow.wf_dead_letter WHERE id = ANY ($1) AND status = ANY ($2)
        ORDER BY id FOR UPDATE),
      moved AS (
        UPDATE workflow.wf_dead_letter l SET status = line.after, revision = l.revision + line.place, updated_at = $7,
          actor = CASE WHEN $8 THEN $9 ELSE l.actor END, redrive_count = l.redrive_count + $10,
          redrive_run_id = coalesce($11, l.redrive_run_id), 
          operation_id = CASE WHEN $8 THEN $12 ELSE coalesce($12, l.operation_id) END,
          discard_reason = CASE WHEN $13 THEN $14 ELSE l.discard_reason END
        FROM held h JOIN line ON line.start = h.status
        WHERE l.id = h.id AND line.place = (SELECT max(o.place) FROM line o WHERE o.start = line.start)
        RETURNING l.id, h.status AS start),
      logged AS (
        INSERT INTO workflow.wf_dead_letter_event (letter_id, at, event, from_status, to_status, actor, detail)
        SELECT m.id, $7, line.event, line.before, line.after, $9, CASE WHEN line.event <> 'redrive_ended' THEN $15 END
        FROM moved m JOIN line ON line.start = m.start ORDER BY m.id, line.place)
      SELECT id FROM moved ORDER BY id
      """, letters, lines.map(\.start), lines.map { Int64($0.place) }, lines.map(\.event.rawValue),
      lines.map(\.before), lines.map(\.after), move.at, move.isAct, move.actor, move.isRedrive ? 1 : 0, move.run,
      move.operation, move.setsReason, move.isRestoration ? nil : move.reason, move.reason
    ).map { try $0.decode("id") }
  }

  /// A letter's payload has a new revision.
  static func edited(
    _ letter: DeadLetter, by actor: String, reason: String, at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "UPDATE workflow.wf_dead_letter SET revision = revision + 1 WHERE id = $1", letter.id)
    try await log(
      letter.id,
      StateChange(
        at: at, subject: "letter", event: "edited", from: letter.state.rawValue, to: letter.state.rawValue,
        actor: actor, detail: reason), connection)
  }

  static func log(_ letter: LetterID, _ change: StateChange, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_dead_letter_event (letter_id, at, event, from_status, to_status, actor, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, letter, change.at, change.event, change.from, change.to, change.actor, change.detail)
  }

  @Sendable private static func letter(_ row: PostgresRow) throws -> DeadLetter {
    DeadLetter(
      id: try row.decode("id"), state: try row.decode("status"), signature: try row.decode("signature"),
      failure: try row.decode("failure"), eventType: try row.decode("event_type"),
      eventID: try row.decode("event_id"), sourceStream: try row.decode("source_stream"),
      sourceEntryID: try row.decode("source_entry_id"),
      runID: try row.decode("run_id"), step: try row.decode("step"),
      function: try row.decode("function"),
      datasetID: try row.decode("dataset_id"),
      datasetName: try row.decode("dataset_name"), datasetVersion: try row.decode("dataset_version"),
      traceID: try row.decode("trace_id"),
      payload: String(decoding: try row.decode("payload", as: [UInt8].self), as: UTF8.self),
      payloadSHA256: try row.decode("payload_sha256"),
      attempts: try row.decode("attempts", as: JSON.self).decode(), crashCount: try row.decode("crash_count"),
      firstFailedAt: try row.decode("first_failed_at"), lastFailedAt: try row.decode("last_failed_at"),
      redriveCount: try row.decode("redrive_count"),
      parentID: try row.decode("parent_id"),
      rootID: try row.decode("root_id"),
      redriveRunID: try row.decode("redrive_run_id"),
      discardReason: try row.decode("discard_reason"), actor: try row.decode("actor"),
      createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"),
      revision: try row.decode("revision"), operationID: try row.decode("operation_id"))
  }
}
