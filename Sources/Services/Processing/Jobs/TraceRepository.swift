import Messaging
import Model
import Postgres
import Support

/// The SQL of the leases of jobs under a trace.
enum TraceRepository {
  static func leases(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT e.id, e.at, e.event, e.from_status, e.to_status, e.worker AS actor, e.detail, e.lease_epoch, j.step, j.run_id
      FROM processing.proc_job j JOIN processing.proc_job_event e ON e.job_id = j.id
      WHERE j.trace_id = $1 ORDER BY e.id LIMIT $2
      """, trace, limit
    ).map { row in
      let step: String = try row.decode("step")
      let epoch: Int64 = try row.decode("lease_epoch")
      return TraceEvent(
        .lease, try StateChange(row, subject: step), id: String(try row.decode("id", as: Int64.self)),
        subject: "\(step) #\(epoch)", address: "topology/\(try row.decode("run_id", as: RunID.self))")
    }
  }
}
