import Foundation
import Model

/// The SQL that makes dead letters by the million: messages that a consumer gave up, over three hundred days.
enum LetterHistoryRepository {
  /// Letters number `first` to `last` of `total`, one in ten of them settled, with 500 causes in 1,000 datasets.
  static func letters(_ first: Int, to last: Int, of total: Int) -> String {
    """
    INSERT INTO workflow.wf_dead_letter (id, status, signature, error_code, failure, event_type, event_id, source_stream,
      source_entry_id, function, dataset_id, dataset_name, dataset_version, trace_id, payload, payload_sha256, attempts,
      crash_count, first_failed_at, last_failed_at, root_id, created_at, updated_at)
    SELECT id, CASE WHEN n % 10 < 8 THEN 'DEAD' WHEN n % 10 < 9 THEN 'REDRIVEN' ELSE 'DISCARDED' END,
      substr(md5((n % 500)::text), 1, 16), code,
      json_build_object('error_code', code, 'message', 'row ' || n || ' was not written: it is locked',
        'is_transient', false),
      'dataset.noted', event, 'dataset.events', '1-' || n, 'metadata-group', gen_random_uuid(), 'dataset_' || n % 1000,
      '1', event,
      convert_to(json_build_object('event_id', event, 'event_type', 'dataset.noted', 'occurred_at',
        to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'payload', '{}')::text, 'UTF8'),
      md5(n::text) || md5(n::text), '[]', 0, t, t, id, t, t
    FROM (
      SELECT n, t, gen_random_uuid() AS event,
        (ARRAY['table_locked', 'validation_failed', 'connection_lost', 'timeout', 'disk_full'])[1 + n % 5] AS code,
        (lpad(to_hex((extract(epoch FROM t) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
          || substr(md5(n::text), 4, 15))::uuid AS id
      FROM (
        SELECT n, now() - interval '300 days' * (1 - n / \(total)::float8) AS t
        FROM generate_series(\(first)::bigint, \(last)) n) spread) letter
    """
  }

  static let analyze = "VACUUM ANALYZE workflow.wf_dead_letter"
  /// How many letters an operation sent back to their consumers, and how many of them more than once.
  static func redriven(by operation: BulkOperationID) -> String {
    """
    SELECT count(*), count(*) FILTER (WHERE times > 1) FROM (
      SELECT letter_id, count(*) AS times FROM workflow.wf_dead_letter_event e
        JOIN workflow.wf_operation_item i ON i.subject_id = e.letter_id AND i.operation_id = '\(operation)'
      WHERE e.event = 'redrive_requested' GROUP BY letter_id) sent
    """
  }
  static let size = "SELECT pg_size_pretty(pg_total_relation_size('workflow.wf_dead_letter'))"
}
