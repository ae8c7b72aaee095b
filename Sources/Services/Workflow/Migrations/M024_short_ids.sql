-- Runs and letters are named by the ends of their ids, of which six digits tell 16,777,216 apart.
CREATE INDEX idx_wf_run_id_end ON wf_run (right(id::text, 6));
CREATE INDEX idx_wf_dead_letter_id_end ON wf_dead_letter (right(id::text, 6));
-- How rare an end is, is known to the planner once it has looked; of an empty table nothing is to be learned.
DO $$
BEGIN
  IF EXISTS (SELECT FROM wf_run) THEN
    ANALYZE wf_run;
  END IF;
  IF EXISTS (SELECT FROM wf_dead_letter) THEN
    ANALYZE wf_dead_letter;
  END IF;
END
$$;
