-- Gives back to the queue what leases that ran out held; at most `how_many`, of one project or of all. Returns how many
-- ended.
CREATE FUNCTION end_leases(of_project uuid, how_many integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  lease record;
  ended integer := 0;
BEGIN
  FOR lease IN
    SELECT a.id, a.task_id, a.project_id, a.annotator, a.is_gold FROM labeling.lab_assignment a
    JOIN labeling.lab_task t ON t.id = a.task_id
    WHERE a.status = 'LEASED' AND a.expires_at < clock_timestamp() AND (of_project IS NULL OR a.project_id = of_project)
    ORDER BY a.expires_at LIMIT how_many
    FOR UPDATE OF t, a SKIP LOCKED
  LOOP
    UPDATE labeling.lab_assignment SET status = 'EXPIRED', fence = fence + 1, expires_at = NULL, updated_at = now()
    WHERE id = lease.id;
    INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
    VALUES (lease.task_id, lease.annotator, 'expired', 'LEASED', 'EXPIRED', 'labeling-service');
    IF NOT lease.is_gold THEN
      PERFORM labeling.free_slot(lease.task_id, 'labeling-service');
    END IF;
    ended := ended + 1;
  END LOOP;
  RETURN ended;
END $$;

-- A slot of a task is free again.
CREATE FUNCTION free_slot(of_task uuid, by_actor text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  task labeling.lab_task;
BEGIN
  UPDATE labeling.lab_task SET taken = taken - 1, updated_at = now() WHERE id = of_task RETURNING * INTO task;
  IF task.taken = 0 AND task.status = 'IN_PROGRESS' THEN
    UPDATE labeling.lab_task SET status = 'OPEN' WHERE id = of_task;
    INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
    VALUES (of_task, 'task', 'freed', 'IN_PROGRESS', 'OPEN', by_actor);
  END IF;
  UPDATE labeling.lab_queue SET epoch = epoch + 1 WHERE project_id = task.project_id;
END $$;

-- Puts a task that is locked into an annotator's hands; a new assignment, or the one they had.
CREATE FUNCTION lease_task(of_task uuid, to_annotator text, new_id uuid, takes_slot boolean, as_gold boolean)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  task labeling.lab_task;
  before text;
  assignment uuid;
BEGIN
  SELECT * INTO task FROM labeling.lab_task WHERE id = of_task;
  SELECT status INTO before FROM labeling.lab_assignment WHERE task_id = of_task AND annotator = to_annotator;
  INSERT INTO labeling.lab_assignment AS a (id, task_id, project_id, annotator, status, schema_version, is_gold,
    expires_at)
  SELECT new_id, task.id, task.project_id, to_annotator, 'LEASED', p.schema_version, as_gold,
    clock_timestamp() + make_interval(secs => (p.settings ->> 'lease_seconds')::integer)
  FROM labeling.lab_project p WHERE p.id = task.project_id
  ON CONFLICT (task_id, annotator) DO UPDATE SET status = 'LEASED', fence = a.fence + 1, leased_at = now(),
    expires_at = EXCLUDED.expires_at, schema_version = EXCLUDED.schema_version, updated_at = now()
  WHERE a.status IN ('POSTPONED', 'RELEASED', 'EXPIRED', 'REJECTED_REQUEUE_SAME', 'ACCEPTED', 'FIXED_ACCEPTED')
  RETURNING a.id INTO assignment;
  IF assignment IS NULL THEN
    RAISE EXCEPTION 'the task is in the annotator''s hands already' USING ERRCODE = 'LB002';
  END IF;
  INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
  VALUES (of_task, to_annotator, 'claimed', before, 'LEASED', to_annotator);
  IF NOT as_gold THEN
    UPDATE labeling.lab_task SET taken = taken + takes_slot::integer, status = 'IN_PROGRESS', updated_at = now()
    WHERE id = of_task;
    IF task.status = 'OPEN' THEN
      INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
      VALUES (of_task, 'task', 'claimed', 'OPEN', 'IN_PROGRESS', to_annotator);
    END IF;
  END IF;
  RETURN assignment;
END $$;

-- The next task of a lane for an annotator, locked; NULL when there is none. Looks behind the annotator's last claim
-- first, and at the front of the queue when something returned to it, or when nothing is left behind. What the
-- annotator gave back comes last.
CREATE FUNCTION find_task(of_project uuid, in_lane text, for_annotator text) RETURNS uuid LANGUAGE plpgsql AS $$
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
            OR a.status = 'RELEASED' AND NOT again))
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

-- A gold item that the annotator has not had, of the stratum of which they had the fewest.
CREATE FUNCTION find_gold(of_project uuid, for_annotator text) RETURNS uuid LANGUAGE sql AS $$
  SELECT t.id FROM labeling.lab_task t
  LEFT JOIN (
    SELECT g.stratum, count(*) AS seen FROM labeling.lab_assignment a JOIN labeling.lab_task g ON g.id = a.task_id
    WHERE a.project_id = of_project AND a.annotator = for_annotator AND a.is_gold GROUP BY g.stratum
  ) s ON s.stratum = t.stratum
  WHERE t.project_id = of_project AND t.is_gold
    AND NOT EXISTS (SELECT FROM labeling.lab_assignment a WHERE a.task_id = t.id AND a.annotator = for_annotator)
  ORDER BY coalesce(s.seen, 0), t.rank, t.id LIMIT 1
$$;

-- Claims the next task for an annotator: what was returned to them, now and then a gold item, then the lanes in order.
-- Returns the assignment, or NULL when there is nothing. LB001: the annotator holds as many as they may; LB003:
-- the project is not active.
CREATE FUNCTION claim_task(of_project uuid, for_annotator text, lanes text[], new_id uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
  project record;
  in_lane text;
  found uuid;
BEGIN
  SELECT p.status, (p.settings ->> 'leases_max')::integer AS leases_max,
    (p.settings ->> 'gold_rate')::double precision AS gold_rate
  INTO project FROM labeling.lab_project p WHERE p.id = of_project;
  IF project.status IS DISTINCT FROM 'ACTIVE' THEN
    RAISE EXCEPTION 'the project gives nothing out' USING ERRCODE = 'LB003';
  END IF;
  IF (SELECT count(*) FROM labeling.lab_assignment WHERE project_id = of_project AND annotator = for_annotator
    AND status = 'LEASED' AND expires_at >= clock_timestamp()) >= project.leases_max THEN
    RAISE EXCEPTION 'the annotator holds as many tasks as they may' USING ERRCODE = 'LB001';
  END IF;
  SELECT t.id INTO found FROM labeling.lab_assignment a JOIN labeling.lab_task t ON t.id = a.task_id
  WHERE a.project_id = of_project AND a.annotator = for_annotator AND a.status = 'REJECTED_REQUEUE_SAME'
    AND t.status IN ('OPEN', 'IN_PROGRESS')
  ORDER BY a.updated_at LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
  IF found IS NOT NULL THEN
    RETURN labeling.lease_task(found, for_annotator, new_id, false, false);
  END IF;
  IF random() < project.gold_rate THEN
    found := labeling.find_gold(of_project, for_annotator);
    IF found IS NOT NULL THEN
      RETURN labeling.lease_task(found, for_annotator, new_id, false, true);
    END IF;
  END IF;
  LOOP
    FOREACH in_lane IN ARRAY lanes LOOP
      found := labeling.find_task(of_project, in_lane, for_annotator);
      IF found IS NOT NULL THEN
        RETURN labeling.lease_task(found, for_annotator, new_id, true, false);
      END IF;
    END LOOP;
    -- Nothing is left: what others let run out may be taken.
    EXIT WHEN labeling.end_leases(of_project, 100) = 0;
  END LOOP;
  RETURN NULL;
END $$;
