-- Backfills on a clock. A time is acted on once: its row is written in the transaction that acts on it.
CREATE TABLE wf_schedule (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  settings   json NOT NULL,
  status     text NOT NULL,
  revision   bigint NOT NULL,
  actor      json NOT NULL,
  next_at    timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX uk_wf_schedule_name ON wf_schedule (name);
CREATE INDEX idx_wf_schedule_next_at ON wf_schedule (next_at) WHERE status = 'ACTIVE';

CREATE TABLE wf_schedule_fire (
  schedule_id  uuid NOT NULL REFERENCES wf_schedule ON DELETE CASCADE,
  due_at       timestamptz NOT NULL,
  at           timestamptz NOT NULL,
  outcome      text NOT NULL,
  missed       bigint NOT NULL,
  is_manual    boolean NOT NULL,
  operation_id uuid,
  failure      json,
  PRIMARY KEY (schedule_id, due_at)
);
CREATE INDEX idx_wf_schedule_fire_queued ON wf_schedule_fire (schedule_id, due_at) WHERE outcome = 'QUEUED';

-- The schedule that began the operation.
ALTER TABLE wf_operation ADD COLUMN schedule_id uuid;
CREATE INDEX idx_wf_operation_schedule_id ON wf_operation (schedule_id, status) WHERE schedule_id IS NOT NULL;

CREATE TRIGGER schedule_changed AFTER INSERT OR UPDATE OR DELETE ON wf_schedule
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('operations');
CREATE TRIGGER schedule_fire_changed AFTER INSERT OR UPDATE ON wf_schedule_fire
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('operations');
