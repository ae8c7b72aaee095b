-- Gold items stand in lanes as other tasks do, and drafts are not given out.
CREATE FUNCTION labeling.find_gold(of_project uuid, for_annotator text, lanes text[]) RETURNS uuid LANGUAGE sql AS $$
  SELECT t.id FROM labeling.lab_task t
  LEFT JOIN (
    SELECT g.stratum, count(*) AS seen FROM labeling.lab_assignment a JOIN labeling.lab_task g ON g.id = a.task_id
    WHERE a.project_id = of_project AND a.annotator = for_annotator AND a.is_gold GROUP BY g.stratum
  ) s ON s.stratum = t.stratum
  WHERE t.project_id = of_project AND t.is_gold AND t.lane = ANY (lanes) AND t.status <> 'DRAFT'
    AND NOT EXISTS (SELECT FROM labeling.lab_assignment a WHERE a.task_id = t.id AND a.annotator = for_annotator)
  ORDER BY coalesce(s.seen, 0), t.rank, t.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION labeling.claim_task(of_project uuid, for_annotator text, lanes text[], new_id uuid)
RETURNS uuid LANGUAGE plpgsql AS $$
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
    found := labeling.find_gold(of_project, for_annotator, lanes);
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

DROP FUNCTION labeling.find_gold(uuid, text);
