-- What a reopening took back stood as accepted: it is no label any more, and its annotator may have the task again.
UPDATE lab_assignment a SET status = 'RELEASED' FROM lab_task t
WHERE t.id = a.task_id AND a.status IN ('ACCEPTED', 'FIXED_ACCEPTED') AND NOT a.is_gold AND NOT t.is_gold
  AND t.status NOT IN ('ACCEPTED', 'REJECTED');
