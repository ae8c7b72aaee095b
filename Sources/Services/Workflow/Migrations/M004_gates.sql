-- What lets work through: workflows and queues. One that nobody ever paused has no row and is active.
CREATE TABLE wf_gate (
  kind       text NOT NULL,
  name       text NOT NULL,
  status     text NOT NULL,
  revision   bigint NOT NULL,
  actor      text NOT NULL,
  reason     text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (kind, name)
);
CREATE INDEX idx_wf_run_unfinished ON wf_run (id) WHERE status IN ('PENDING', 'RUNNING');
CREATE INDEX idx_wf_run_workflow ON wf_run (workflow, status);

CREATE TRIGGER gate_changed AFTER INSERT OR UPDATE ON wf_gate
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('runs');
