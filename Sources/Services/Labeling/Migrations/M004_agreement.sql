-- How far the labels of a task agree, once they have all come: what is disputed most is decided first.
ALTER TABLE lab_task ADD COLUMN agreement double precision;
CREATE INDEX idx_lab_task_agreement ON lab_task (project_id, agreement, rank, id)
  WHERE status = 'ADJUDICATING' AND NOT is_gold;
