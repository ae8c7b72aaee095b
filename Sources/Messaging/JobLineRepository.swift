public import Model
public import Postgres
import Support

/// The SQL of what workers log about their jobs.
public enum JobLineRepository {
  /// Lines that are inserted at a time, and forgotten at a time.
  private static let batchMax = 1000

  /// Adds lines, one writer at a time, so that ids rise as lines become visible: who asks for what came behind a line
  /// misses none. Of each attempt the newest are kept. Lines that are there already stay as they are.
  static func add(_ lines: [JobLine], _ connection: PostgresConnection) async throws {
    var newest: [JobAttempt: Int64] = [:]
    for line in lines { newest[line.attempt] = max(line.number, newest[line.attempt] ?? 0) }
    try await Leadership.limitSilence(connection)
    try await connection.query("SELECT pg_advisory_xact_lock(hashtextextended('flowsight.job_line', 0))")
    let kept = lines.filter { $0.number > (newest[$0.attempt] ?? 0) - JobLog.linesMax }
    for start in stride(from: 0, to: kept.count, by: batchMax) {
      try await insert(Array(kept[start..<min(start + batchMax, kept.count)]), connection)
    }
    for (attempt, number) in newest where number > JobLog.linesMax {
      try await connection.query(
        "DELETE FROM flowsight.job_line WHERE job_id = $1 AND lease_epoch = $2 AND number <= $3", attempt.jobID,
        attempt.leaseEpoch, number - JobLog.linesMax)
    }
    try await connection.query("SELECT pg_notify('flowsight_change', 'logs')")
  }

  private static func insert(_ lines: [JobLine], _ connection: PostgresConnection) async throws {
    let attempts = lines.map(\.attempt)
    try await connection.query(
      """
      INSERT INTO flowsight.job_line (run_id, job_id, step, trace_id, dataset_id, worker, attempt, lease_epoch, number,
        at, level, message, fields)
      SELECT l.run_id, l.job_id, l.step, l.trace_id, l.dataset_id, l.worker, l.attempt, l.lease_epoch, l.number, l.at,
        l.level, l.message, l.fields
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::bigint[],
        $9::bigint[], $10::timestamptz[], $11::text[], $12::text[], $13::json[]) WITH ORDINALITY
        AS l (run_id, job_id, step, trace_id, dataset_id, worker, attempt, lease_epoch, number, at, level, message,
          fields, place)
      ORDER BY l.place ON CONFLICT DO NOTHING
      """, attempts.map(\.runID), attempts.map(\.jobID), attempts.map(\.step), attempts.map(\.traceID),
      attempts.map(\.datasetID), attempts.map(\.worker), attempts.map(\.number), attempts.map(\.leaseEpoch),
      lines.map(\.number), lines.map(\.at), lines.map(\.level), lines.map(\.message), lines.map(\.fields))
  }

  /// Removes lines that are older.
  static func forget(days: Int, _ connection: PostgresConnection) async throws {
    var removed: Int
    repeat {
      removed = try await connection.query(
        """
        DELETE FROM flowsight.job_line WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM flowsight.job_line WHERE at < now() - make_interval(days => $1) LIMIT $2))
        """, days, batchMax
      ).affectedCount
    } while removed == batchMax
  }

  /// Those under a trace, as things that happened.
  public static func events(
    of trace: TraceID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [TraceEvent] {
    try await connection.query(
      "SELECT \(columns) FROM flowsight.job_line WHERE trace_id = $1 ORDER BY id LIMIT $2", trace, limit
    ).map { row in
      let line = try line(row)
      return TraceEvent(
        id: "log \(line.id)", kind: .log, at: line.at, subject: line.step, what: line.message, actor: line.worker,
        detail: line.details.isEmpty ? nil : line.details, isFailure: line.level == .error,
        address: "topology/\(line.runID)")
    }
  }

  /// What ``line(_:)`` reads.
  public static let columns = """
    id, run_id, job_id, step, trace_id, dataset_id, worker, attempt, lease_epoch, number, at, level, message, fields
    """

  @Sendable public static func line(_ row: PostgresRow) throws -> LogLine {
    LogLine(
      id: try row.decode("id"), at: try row.decode("at"),
      level: Log.Level(rawValue: try row.decode("level")) ?? .info, runID: try row.decode("run_id"),
      jobID: try row.decode("job_id"), step: try row.decode("step"), traceID: try row.decode("trace_id"),
      datasetID: try row.decode("dataset_id"), worker: try row.decode("worker"), attempt: try row.decode("attempt"),
      leaseEpoch: try row.decode("lease_epoch"), number: try row.decode("number"),
      message: try row.decode("message"), fields: try row.decode("fields"))
  }
}
