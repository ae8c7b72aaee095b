-- How many runs each workflow has in each state, kept as letters are counted: a change adds a row, a janitor folds them.
CREATE TABLE wf_run_count (
  workflow text NOT NULL,
  status   text NOT NULL,
  runs     bigint NOT NULL
);

CREATE FUNCTION count_runs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO wf_run_count SELECT workflow, status, count(*) FROM new_run GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO wf_run_count SELECT workflow, status, -count(*) FROM old_run GROUP BY 1, 2;
  ELSE
    INSERT INTO wf_run_count SELECT workflow, status, sum(n) FROM (
      SELECT workflow, status, 1 AS n FROM new_run UNION ALL SELECT workflow, status, -1 FROM old_run) change
    GROUP BY 1, 2 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER runs_added AFTER INSERT ON wf_run
  REFERENCING NEW TABLE AS new_run FOR EACH STATEMENT EXECUTE FUNCTION count_runs();
CREATE TRIGGER runs_moved AFTER UPDATE ON wf_run
  REFERENCING OLD TABLE AS old_run NEW TABLE AS new_run FOR EACH STATEMENT EXECUTE FUNCTION count_runs();
CREATE TRIGGER runs_removed AFTER DELETE ON wf_run
  REFERENCING OLD TABLE AS old_run FOR EACH STATEMENT EXECUTE FUNCTION count_runs();

INSERT INTO wf_run_count SELECT workflow, status, count(*) FROM wf_run GROUP BY 1, 2;
