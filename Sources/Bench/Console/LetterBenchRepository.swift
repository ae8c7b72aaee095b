import Foundation

/// The SQL of the console's measurement: dead letters in numbers, and changes to them.
enum LetterBenchRepository {
  /// The group that the letters belong to.
  static let signature = "beac0000"

  /// Letters `range`, made in the order of their ids; every tenth of another dataset, every thousandth of a rare one.
  static func letters(_ range: ClosedRange<Int>) -> String {
    """
    INSERT INTO workflow.wf_dead_letter (id, status, signature, error_code, failure, event_type, event_id,
      source_stream, step, function, dataset_id, dataset_name, dataset_version, trace_id, payload, payload_sha256,
      attempts, crash_count, first_failed_at, last_failed_at, root_id)
    SELECT id, CASE WHEN n % 7 = 0 THEN 'DISCARDED' ELSE 'DEAD' END, '\(signature)', 'table_locked',
      json_build_object('error_code', 'table_locked', 'message', 'the table ods_' || n || ' is locked',
        'is_transient', true),
      'workflow.job.ready', id, 'workflow.jobs.processing', 'load_ods', 'processing.load_ods', id,
      CASE WHEN n % 1000 = 0 THEN 'bench-rare' WHEN n % 10 = 0 THEN 'bench-other' ELSE 'bench-data' END, '3', id,
      convert_to('{"job_id": "' || n || '", "table": "ods_' || n || '"}', 'UTF8'), repeat('9f', 32), '[]', 0,
      now() - interval '1 hour', now() - ((n * 7919::bigint) % 2591999) * interval '1 second', id
    FROM (SELECT n, ('0195a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id
      FROM generate_series(\(range.lowerBound), \(range.upperBound)) n) numbered
    """
  }

  static let settled = "VACUUM ANALYZE workflow.wf_dead_letter"

  /// Changes single letters among the newest `among`, but one that stays as it is, each in a transaction that announces it, at `rate` a second.
  static func changes(seconds: Int, rate: Int, among: Int, but still: Int, of total: Int) -> String {
    """
    DO $$
    DECLARE start timestamptz := clock_timestamp(); passed double precision := 0; n bigint := 0; which uuid;
    BEGIN
      WHILE passed < \(seconds) LOOP
        n := n + 1;
        -- Drawn once: in the condition it would be drawn for every row of the table.
        which := ('0195a000-0000-7000-8000-' || lpad(to_hex(\(total) - (random() * \(among - 1))::int), 12, '0'))::uuid;
        UPDATE workflow.wf_dead_letter SET redrive_count = redrive_count + 1, dataset_version = (n % 1000)::text
        WHERE id = which AND id <> \(id(of: still));
        COMMIT;
        passed := extract(epoch FROM clock_timestamp() - start);
        IF n > passed * \(rate) THEN PERFORM pg_sleep(n::double precision / \(rate) - passed); END IF;
      END LOOP;
    END $$
    """
  }

  /// How many changes were made.
  static let changeCount = "SELECT coalesce(sum(redrive_count), 0) FROM workflow.wf_dead_letter"

  /// How many sessions have been reading letters for longer than anything of the platform's own does.
  static let reading = """
    SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()
      AND query LIKE '%wf_dead_letter%' AND query_start < now() - interval '0.3 seconds'
    """

  /// When, by the clock of the machine.
  static let clock = "SELECT extract(epoch FROM clock_timestamp())"

  /// Gives one letter a version that nothing else has.
  static func mark(letter number: Int, version: String) -> String {
    """
    UPDATE workflow.wf_dead_letter SET dataset_version = '\(version)' WHERE id = \(id(of: number))
    """
  }

  private static func id(of number: Int) -> String {
    "('0195a000-0000-7000-8000-' || lpad(to_hex(\(number)), 12, '0'))::uuid"
  }
}
