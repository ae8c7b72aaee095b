-- How many tasks of each project are in each state, gold items apart, kept as everything else is counted by its state:
-- whoever looks at a project of a million tasks reads a few rows.
CREATE FUNCTION count_subject(of_project uuid, as_gold boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN as_gold THEN 'gold ' ELSE 'tasks ' END || of_project
$$;

CREATE FUNCTION count_tasks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO state_count
    SELECT count_subject(project_id, is_gold), status, count(*) FROM added GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO state_count
    SELECT count_subject(project_id, is_gold), status, -count(*) FROM removed GROUP BY 1, 2;
  ELSE
    INSERT INTO state_count SELECT count_subject(project_id, is_gold), status, sum(change) FROM (
      SELECT project_id, is_gold, status, 1 AS change FROM added
      UNION ALL SELECT project_id, is_gold, status, -1 FROM removed) moved
    GROUP BY 1, 2 HAVING sum(change) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tasks_added AFTER INSERT ON lab_task
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_tasks();
CREATE TRIGGER tasks_moved AFTER UPDATE ON lab_task
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_tasks();
CREATE TRIGGER tasks_removed AFTER DELETE ON lab_task
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_tasks();

INSERT INTO state_count SELECT count_subject(project_id, is_gold), status, count(*) FROM lab_task GROUP BY 1, 2;
