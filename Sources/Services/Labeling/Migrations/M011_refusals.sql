-- Refusals by when they were: what an assignment became afterwards tells nothing of them.
CREATE INDEX idx_lab_task_event_refused ON lab_task_event (at) INCLUDE (task_id)
  WHERE event IN ('rejected_to_same', 'rejected_to_other', 'removed');
