-- Who or what had a run made; of the runs of operations it is known from these.
ALTER TABLE wf_run ADD COLUMN origin json;
UPDATE wf_run r SET origin = json_build_object(
  'actor', o.actor ->> 'name', 'operation', o.id, 'is_backfill', o.action ->> 'name' = 'backfill', 'schedule', s.name)
FROM wf_operation_item i JOIN wf_operation o ON o.id = i.operation_id LEFT JOIN wf_schedule s ON s.id = o.schedule_id
WHERE i.run_id = r.id;
