import Foundation
import Messaging
import Model
import Postgres

/// The SQL of the measurement of jobs: a state row for each.
enum JobBenchRepository {
  static func prepare(_ pool: PostgresPool) async throws {
    try await pool.execute(
      script: """
        CREATE SCHEMA bench AUTHORIZATION flowsight_processing;
        CREATE TABLE bench.job (id uuid PRIMARY KEY, status text NOT NULL DEFAULT 'READY', finished_at timestamptz);
        GRANT ALL ON bench.job TO flowsight_processing;
        """)
  }

  static func clear(_ pool: PostgresPool) async throws {
    try await pool.execute(script: "TRUNCATE bench.job, processing.inbox; TRUNCATE processing.outbox")
  }

  static func insert(_ ids: [EventID], _ pool: PostgresPool) async throws {
    _ = try await pool.query(Statement("INSERT INTO bench.job (id) SELECT unnest($1::uuid[])", ids))
  }

  static func settle(_ pool: PostgresPool) async throws {
    try await pool.withConnection { try await $0.execute(script: "VACUUM ANALYZE bench.job") }
    try await pool.withConnection { try await $0.execute(script: "CHECKPOINT") }
  }

  static func finish(_ ids: [EventID], _ connection: PostgresConnection) async throws {
    _ = try await connection.query(
      Statement(
        "UPDATE bench.job SET status = 'DONE', finished_at = clock_timestamp() WHERE id = ANY ($1::uuid[])", ids))
  }

  static func finished(_ pool: PostgresPool) async throws -> Int {
    try await pool.query("SELECT count(*) AS n FROM bench.job WHERE status = 'DONE'").decodeFirst("n") ?? 0
  }

  /// Seconds between the tenth and the ninetieth of a hundred ends.
  static func window(_ pool: PostgresPool) async throws -> Double {
    try await pool.query(
      """
      SELECT extract(epoch FROM percentile_disc(0.9) WITHIN GROUP (ORDER BY finished_at)
        - percentile_disc(0.1) WITHIN GROUP (ORDER BY finished_at))::float8 AS seconds FROM bench.job
      """
    ).decodeFirst("seconds") ?? 0
  }

  /// Makes versions `2`…`count` of a dataset known, as copies of its first.
  static func addVersions(_ count: Int, of dataset: DatasetID, _ pool: PostgresPool) async throws {
    _ = try await pool.query(
      Statement(
        """
        INSERT INTO workflow.wf_run
        SELECT (json_populate_record(r, json_build_object('id', v.id, 'root_id', v.id, 'dataset_version', v.number))).*
        FROM (SELECT * FROM workflow.wf_run WHERE dataset_id = $1 ORDER BY id LIMIT 1) f
          JOIN workflow.wf_run r ON r.id = f.id
          CROSS JOIN (SELECT n::text AS number, gen_random_uuid() AS id FROM generate_series(2, $2::int) n) v
        """, dataset, count))
  }

  // MARK: - Recovery

  static func succeeded(_ workflow: String, _ pool: PostgresPool) async throws -> Int {
    try await pool.query(
      Statement(
        "SELECT count(*) AS n FROM workflow.wf_run WHERE workflow = $1 AND status = 'SUCCEEDED'", workflow)
    ).decodeFirst("n") ?? 0
  }

  static func held(by process: Int32, _ pool: PostgresPool) async throws -> Int {
    try await pool.query(
      Statement(
        "SELECT count(*) AS n FROM processing.proc_job WHERE status = 'LEASED' AND split_part(lease_owner, ':', 2) = $1",
        "\(process)")
    ).decodeFirst("n") ?? 0
  }

  /// When the last lease of a process was ended by somebody else.
  static func lastExpiry(of process: Int32, _ pool: PostgresPool) async throws -> Date? {
    try await pool.query(
      Statement(
        """
        SELECT max(at) AS at FROM processing.proc_job_event WHERE event = 'expired' AND split_part(worker, ':', 2) = $1
        """, "\(process)")
    ).decodeFirst("at")
  }

  /// How many jobs were finished more than once.
  static func doubled(_ pool: PostgresPool) async throws -> Int {
    try await pool.query(
      """
      SELECT count(*) AS n FROM (
        SELECT job_id FROM processing.proc_job_event WHERE event = 'finished' GROUP BY job_id HAVING count(*) > 1) twice
      """
    ).decodeFirst("n") ?? 0
  }

  static func loadedRows(_ pool: PostgresPool) async throws -> Int {
    try await pool.query("SELECT count(*) AS n FROM ods.ods_recovery").decodeFirst("n") ?? 0
  }
}
