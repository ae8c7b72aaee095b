-- Whether other parts of a step are still at work is asked at the end of each part.
CREATE INDEX idx_wf_step_open ON wf_step (run_id, position, id) WHERE status IN ('PENDING', 'RUNNING');
