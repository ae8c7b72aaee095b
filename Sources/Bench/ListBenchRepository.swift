/// The SQL that fills the lists which are measured.
enum ListBenchRepository {
  /// Years of an audit log: 200 people, 40 kinds of acts, targets that come again.
  static func auditEntries(_ count: Int) -> [String] {
    [
      """
      INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target, reason, before, after)
      SELECT (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7000'
          || '8' || substr(md5(n::text), 1, 15))::uuid,
        to_timestamp(1700000000 + n), 'person-' || (n * 7919 % 200), 'login-' || (n * 7919 % 20),
        (ARRAY['operator', 'lead', 'admin'])[(n % 3 + 1)::integer], 'workflow.act-' || (n * 31 % 40) || '.do',
        'letter ' || (n * 104729 % \(max(1, count / 4))), 'because of reason ' || n % 1000, '{"state":"DEAD"}',
        '{"state":"REDRIVING"}' FROM generate_series(1::bigint, \(count)) n
      """,
      "VACUUM ANALYZE iam.iam_audit_entry",
    ]
  }
}
