-- What waits for a reviewer, in the order in which it is given out. What somebody holds is not part of it.
DROP INDEX idx_lab_task_review;
DROP INDEX idx_lab_task_agreement;
CREATE INDEX idx_lab_task_review ON lab_task (project_id, status, agreement, rank, id)
  WHERE status IN ('LABELED', 'ADJUDICATING') AND reviewer IS NULL AND NOT is_gold;
-- Reviews under way, those that ran out among them: about as many as there are reviewers.
CREATE INDEX idx_lab_task_reviewer ON lab_task (project_id, reviewer) WHERE reviewer IS NOT NULL;
-- What a reviewer left undecided.
CREATE INDEX idx_lab_task_event_review_ended ON lab_task_event (actor, task_id) WHERE event = 'review_ended';

-- Figures read what they rest on and pass over the rest: tasks with several labels, decisions, refusals.
CREATE INDEX idx_lab_task_shared ON lab_task (project_id) WHERE submitted > 1;
CREATE INDEX idx_lab_result_decision ON lab_result (project_id, task_id, version) WHERE kind IN ('FIX', 'ADJUDICATION');
CREATE INDEX idx_lab_assignment_rejected ON lab_assignment (project_id, updated_at) WHERE status LIKE 'REJECTED%';
-- Days are counted from the index alone.
DROP INDEX idx_lab_result_project_id;
CREATE INDEX idx_lab_result_project_id ON lab_result (project_id, at) INCLUDE (kind);
