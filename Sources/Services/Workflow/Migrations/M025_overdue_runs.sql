-- For runs that failed by their deadline no dead letter stands: the overview asks for them themselves.
CREATE INDEX idx_wf_run_overdue ON wf_run (finished_at)
  WHERE status = 'FAILED' AND failure ->> 'error_code' = 'run_deadline_exceeded';
