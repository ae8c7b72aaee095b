-- A claim probes what its annotator has had of a task by the index, one candidate at a time, however few rows there were
-- when the plan was made: a plan that read the table instead would cost more with every claim, until the next ANALYZE.
CREATE OR REPLACE FUNCTION labeling.find_task(of_project uuid, in_lane text, for_annotator text) RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
  current_epoch bigint;
  place labeling.lab_cursor;
  found record;
  again boolean := false;
BEGIN
  SELECT epoch INTO current_epoch FROM labeling.lab_queue WHERE project_id = of_project;
  SELECT * INTO place FROM labeling.lab_cursor
  WHERE project_id = of_project AND annotator = for_annotator AND lane = in_lane;
  IF place.epoch IS DISTINCT FROM current_epoch THEN
    place.rank := NULL;
  END IF;
  LOOP
    SELECT t.id, t.rank INTO found FROM labeling.lab_task t
    WHERE t.project_id = of_project AND t.lane = in_lane AND t.status IN ('OPEN', 'IN_PROGRESS')
      AND t.taken < t.overlap AND NOT t.is_gold
      AND (t.rank, t.id) > (coalesce(place.rank, -9223372036854775808),
        coalesce(place.task_id, '00000000-0000-0000-0000-000000000000'))
      AND NOT EXISTS (SELECT FROM labeling.lab_assignment a
        WHERE a.task_id = t.id AND a.annotator = for_annotator
          AND (a.status NOT IN ('RELEASED', 'EXPIRED', 'ACCEPTED', 'FIXED_ACCEPTED')
            OR a.status = 'RELEASED' AND NOT again) OFFSET 0)
    ORDER BY t.rank, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
    EXIT WHEN found.id IS NOT NULL OR again;
    again := place.rank IS NULL;
    place.rank := NULL;
  END LOOP;
  IF found.id IS NOT NULL THEN
    INSERT INTO labeling.lab_cursor AS c (project_id, annotator, lane, rank, task_id, epoch)
    VALUES (of_project, for_annotator, in_lane, found.rank, found.id, current_epoch)
    ON CONFLICT (project_id, annotator, lane)
      DO UPDATE SET rank = EXCLUDED.rank, task_id = EXCLUDED.task_id, epoch = EXCLUDED.epoch;
  END IF;
  RETURN found.id;
END $$;

-- A session plans each statement of a claim once, for indexes alone.
ALTER FUNCTION claim_item(uuid, text, text[], uuid) SET enable_seqscan = off;
ALTER FUNCTION claim_item(uuid, text, text[], uuid) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION end_leases(uuid, integer) SET enable_seqscan = off;

-- The log is written with the task that it is about locked, and neither is ever deleted: six look-ups a label are saved.
ALTER TABLE lab_task_event DROP CONSTRAINT lab_task_event_task_id_fkey;
