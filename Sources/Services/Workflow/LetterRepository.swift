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

  /// The letters of a run in these states: those that wait for a decision, or those that its redrive handles.
  static func list(
    ofRun run: RunID, states: Set<LetterState>, _ connection: PostgresConnection
  ) async throws -> [DeadLetter] {
    try await connection.query(
      "SELECT \(columns) FROM workflow.wf_dead_letter WHERE run_id = $1 AND status = ANY ($2) ORDER BY id", run,
      Array(states)
    ).map(letter)
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

  /// Letters by their signatures: groups in which letters wait come first, then those that failed last.
  static let groups = ListTable<LetterGroup>(
    select: "signature, waiting, total, first_failed_at, last_failed_at, id, failure, step",
    from: """
      (SELECT g.*, n.id, n.failure, n.step, n.error_code FROM (
        SELECT signature, coalesce(sum(letters) FILTER (WHERE status IN ('DEAD', 'QUARANTINED')), 0)::bigint AS waiting,
          sum(letters)::bigint AS total, min(first_failed_at) AS first_failed_at, max(last_failed_at) AS last_failed_at
        FROM workflow.wf_letter_count GROUP BY signature HAVING sum(letters) > 0) g
      CROSS JOIN LATERAL (
        SELECT id, failure, step, error_code FROM workflow.wf_dead_letter l
        WHERE l.signature COLLATE "C" = g.signature COLLATE "C"
        ORDER BY id DESC LIMIT 1) n) letter_group
      """, key: .text("signature"),
    order: .by(
      "CASE WHEN waiting > 0 THEN last_failed_at ELSE last_failed_at - interval '1000 years' END", "timestamptz",
      isDescending: true),
    columns: [
      "waiting": "waiting", "total": "total", "code": "error_code", "step": .nullable("step"), "age": "last_failed_at",
      "first": "first_failed_at", "last": "last_failed_at", "message": .nullable("(failure->>'message')"),
      "signature": "signature",
    ]
  ) { row in
    let failure: Failure = try row.decode("failure")
    return LetterGroup(
      signature: try row.decode("signature"), errorCode: failure.errorCode, message: failure.message,
      step: try row.decode("step"), waiting: try row.decode("waiting"), total: try row.decode("total"),
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

  /// Writes the state and what belongs to it, and raises the revision.
  static func update(_ letter: DeadLetter, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_dead_letter SET status = $2, redrive_count = $3, redrive_run_id = $4, discard_reason = $5,
        actor = $6, updated_at = $7, revision = revision + 1
      WHERE id = $1
      """, letter.id, letter.state, letter.redriveCount, letter.redriveRunID,
      letter.discardReason, letter.actor, at)
  }

  /// Marks letters as redriven whose events went back to their consumers, with two lines each in their logs.
  static func republished(
    _ letters: [LetterID], in operation: BulkOperation, by actor: String, at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      WITH moved AS (
        UPDATE workflow.wf_dead_letter SET status = $2, redrive_count = redrive_count + 1, actor = $3, updated_at = $4,
          operation_id = $5, revision = revision + 2
        WHERE id = ANY ($1) RETURNING id)
      INSERT INTO workflow.wf_dead_letter_event (letter_id, at, event, from_status, to_status, actor, detail)
      SELECT m.id, $4, line.event, line.before, line.after, $3, nullif(line.detail, '')
      FROM moved m CROSS JOIN unnest($6::text[], $7::text[], $8::text[], $9::text[])
        WITH ORDINALITY AS line (event, before, after, detail, place)
      ORDER BY m.id, line.place
      """, letters, LetterState.redriven, actor, at, operation.id,
      [LetterState.Event.redriveRequested.rawValue, LetterState.Event.redriveEnded.rawValue],
      [LetterState.dead, .redriving], [LetterState.redriving, .redriven], [operation.reason ?? "", ""])
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
