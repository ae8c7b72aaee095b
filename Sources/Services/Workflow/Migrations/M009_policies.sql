-- What a run was started with as a whole, and why it has not begun.
ALTER TABLE wf_run
  ADD COLUMN policy json NOT NULL DEFAULT '{}',
  ADD COLUMN hold json,
  ADD COLUMN deadline_at timestamptz;
CREATE INDEX idx_wf_run_deadline_at ON wf_run (deadline_at) WHERE status = 'RUNNING' AND deadline_at IS NOT NULL;
CREATE INDEX idx_wf_run_open_workflow ON wf_run (workflow, dataset_id) WHERE status IN ('PENDING', 'RUNNING');

-- Documents as people wrote them.
ALTER TABLE wf_workflow
  ADD COLUMN source text,
  ADD COLUMN actor text,
  ADD COLUMN reason text;
CREATE TRIGGER workflow_changed AFTER INSERT ON wf_workflow
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('runs');
