-- The attempts of a run and of those that it repeats are asked for with every order.
CREATE INDEX idx_wf_run_root_id ON wf_run (root_id);
-- Operations that were held or ended while items of them were on their way: a look every quarter of a second.
CREATE INDEX idx_wf_operation_settling ON wf_operation (id)
  WHERE status IN ('PAUSED', 'STOPPED', 'CANCELLED') AND (outcomes ->> 'RUNNING')::bigint > 0;
-- Times of schedules go when they are old.
CREATE INDEX idx_wf_schedule_fire_due_at ON wf_schedule_fire (due_at);
