import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of the line in which due jobs stand: who comes when, and how many at once.
///
/// Weighted fair queueing: a job's turn is the one before it in its lane (queue, dataset, priority), or the turn that
/// the queue has reached when nothing waits there, plus 2 to the power of −priority. The lowest turn comes first. So
/// lanes take turns however long each is, a point of priority doubles a lane's share, and nobody waits for ever, since
/// a turn that is given stays while the queue's rises.
enum LineRepository {
  /// Jobs that are put in line at once.
  static let batchMax = 500
  private static let lockKey: Int64 = 0x666c_7734_6c69_6e65

  /// Puts jobs that have become due in line, and returns how many; one transaction at a time does so.
  static func admit(limit: Int = batchMax, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query("SELECT pg_advisory_xact_lock($1)", lockKey)
    return try await connection.query(
      """
      WITH coming AS (
        SELECT id, queue, dataset_id, priority, next_run_at FROM processing.proc_job
        WHERE status = 'AVAILABLE' AND turn IS NULL AND next_run_at <= now()
        ORDER BY next_run_at LIMIT $1 FOR UPDATE SKIP LOCKED),
      lane AS (
        SELECT c.queue, c.dataset_id, c.priority, greatest(q.turn, (
          SELECT max(j.turn) FROM processing.proc_job j
          WHERE j.status = 'AVAILABLE' AND j.turn IS NOT NULL AND j.queue = c.queue AND j.dataset_id = c.dataset_id
            AND j.priority = c.priority)) AS turn
        FROM (SELECT DISTINCT queue, dataset_id, priority FROM coming) AS c
          JOIN processing.proc_queue q ON q.name = c.queue),
      placed AS (
        SELECT c.id, l.turn + power(2, -c.priority) * row_number() OVER (
          PARTITION BY c.queue, c.dataset_id, c.priority ORDER BY c.next_run_at, c.id) AS turn
        FROM coming c JOIN lane l USING (queue, dataset_id, priority))
      UPDATE processing.proc_job j SET turn = p.turn FROM placed p WHERE j.id = p.id
      """, limit
    ).affectedCount
  }

  /// Leases up to `limit` jobs that are in line, the lowest turn first; of a held queue none, of a limited one no more
  /// than its limits allow. Every claim raises the epoch.
  static func claim(
    limit: Int, worker: String, leaseSeconds: Double = Worker.leaseSeconds, _ connection: PostgresConnection
  ) async throws -> [JobRepository.Claim] {
    var claims: [JobRepository.Claim] = []
    var taken: [String: (turn: Double, jobs: Int)] = [:]
    for (queue, room) in try await rooms(limit, connection) where claims.count < limit {
      let rows = try await take(min(room, limit - claims.count), of: queue, worker, leaseSeconds, connection)
      let found = try rows.map { (turn: try $0.decode("turn", as: Double.self), claim: try JobRepository.claim($0)) }
        .sorted { $0.turn < $1.turn }
      guard let last = found.last else { continue }
      taken[queue] = (last.turn, found.count)
      claims += found.map(\.claim)
    }
    try await reach(taken, connection)
    return claims
  }

  /// The queues that are not held, in any order, and how many jobs each lets through now.
  private static func rooms(
    _ limit: Int, _ connection: PostgresConnection
  ) async throws -> [(queue: String, room: Int)] {
    // Whoever takes from a limited queue does so alone; the next statement then sees what those before took.
    let alone: Statement = """
      SELECT name FROM processing.proc_queue
      WHERE status <> 'PAUSED' AND (rate_per_second IS NOT NULL OR leases_max IS NOT NULL) ORDER BY name FOR UPDATE
      """
    let open = Statement(
      """
      SELECT * FROM (
        SELECT q.name, least($1::int,
          CASE WHEN q.rate_per_second IS NOT NULL THEN floor(\(tokens))::int END,
          CASE WHEN q.leases_max IS NOT NULL THEN greatest(0, q.leases_max - (
            SELECT count(*) FROM processing.proc_job l WHERE l.status = 'LEASED' AND l.queue = q.name))::int END) AS room
        FROM processing.proc_queue q WHERE q.status <> 'PAUSED') AS open
      WHERE room > 0 ORDER BY random()
      """, limit)
    let rows = try await connection.pipeline([alone, open])[1]
    return try rows.map { (try $0.decode("name"), try $0.decode("room")) }
  }

  /// A statement for each queue: its plan knows how few rows it reads.
  private static func take(
    _ count: Int, of queue: String, _ worker: String, _ leaseSeconds: Double, _ connection: PostgresConnection
  ) async throws -> PostgresRows {
    try await connection.query(
      """
      UPDATE processing.proc_job j SET status = 'LEASED', lease_epoch = lease_epoch + 1, lease_owner = $3,
        lease_expires_at = now() + least(make_interval(secs => $4), \(timeout)), deadline_at = now() + \(timeout),
        attempts = attempts + 1, started_at = now(), updated_at = now()
      FROM (
        SELECT id FROM processing.proc_job WHERE status = 'AVAILABLE' AND turn IS NOT NULL AND queue = $1
        ORDER BY turn, id LIMIT $2 FOR UPDATE SKIP LOCKED) next
      WHERE j.id = next.id
      RETURNING \(JobRepository.leaseColumns("j.")), j.turn
      """, queue, count, worker, leaseSeconds)
  }

  private static let timeout = "make_interval(secs => (job_order ->> 'timeout_seconds')::int)"

  /// Notes how far queues are, and what was taken of their rates. A row that somebody else changes just now is left to
  /// them: that the turn is a little behind does no harm.
  private static func reach(
    _ taken: [String: (turn: Double, jobs: Int)], _ connection: PostgresConnection
  ) async throws {
    guard !taken.isEmpty else { return }
    let queues = taken.keys.sorted()
    try await connection.query(
      """
      UPDATE processing.proc_queue q SET turn = greatest(q.turn, t.turn),
        tokens = CASE WHEN q.rate_per_second IS NULL THEN 0 ELSE \(tokens) - t.jobs END,
        refilled_at = CASE WHEN q.rate_per_second IS NOT NULL THEN clock_timestamp() END
      FROM (SELECT name FROM processing.proc_queue WHERE name = ANY ($1) FOR UPDATE SKIP LOCKED) AS free,
        unnest($1::text[], $2::float8[], $3::bigint[]) AS t (queue, turn, jobs)
      WHERE q.name = free.name AND t.queue = q.name AND (q.rate_per_second IS NOT NULL OR t.turn > q.turn)
      """, queues, queues.map { taken[$0]?.turn ?? 0 }, queues.map { Int64(taken[$0]?.jobs ?? 0) })
  }

  /// What a queue's rate allows now; unused, it adds up to a second's worth, and to one job at least.
  private static let tokens = """
    least(greatest(q.rate_per_second, 1), q.tokens + q.rate_per_second
      * greatest(0, coalesce(extract(epoch FROM clock_timestamp() - q.refilled_at)::float8, 3600)))
    """
}
