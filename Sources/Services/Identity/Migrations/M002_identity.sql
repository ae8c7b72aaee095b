CREATE TABLE iam_audit_entry (
  id         uuid PRIMARY KEY,
  at         timestamptz NOT NULL,
  actor_name text NOT NULL,
  credential text NOT NULL,
  role       text NOT NULL,
  action     text NOT NULL,
  target     text NOT NULL,
  reason     text,
  before     json,
  after      json,
  trace_id   uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_iam_audit_entry_at ON iam_audit_entry (at, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are only ever appended';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON iam_audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_changed AFTER INSERT ON iam_audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('audit');
