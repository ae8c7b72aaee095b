-- How many letters each cause has in each state, so that nobody counts ten million of them. A change adds a row, and a
-- janitor folds the rows of a pair into one: writers never wait for each other.
CREATE TABLE wf_letter_count (
  signature       text NOT NULL,
  status          text NOT NULL,
  letters         bigint NOT NULL,
  first_failed_at timestamptz,
  last_failed_at  timestamptz
);
CREATE INDEX idx_wf_letter_count_signature ON wf_letter_count (signature);

CREATE FUNCTION count_letters() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO wf_letter_count
    SELECT signature, status, count(*), min(first_failed_at), max(last_failed_at) FROM new_letter GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO wf_letter_count (signature, status, letters)
    SELECT signature, status, -count(*) FROM old_letter GROUP BY 1, 2;
  ELSE
    INSERT INTO wf_letter_count (signature, status, letters)
    SELECT signature, status, sum(n) FROM (
      SELECT signature, status, 1 AS n FROM new_letter UNION ALL SELECT signature, status, -1 FROM old_letter) change
    GROUP BY 1, 2 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER letters_added AFTER INSERT ON wf_dead_letter
  REFERENCING NEW TABLE AS new_letter FOR EACH STATEMENT EXECUTE FUNCTION count_letters();
CREATE TRIGGER letters_moved AFTER UPDATE ON wf_dead_letter
  REFERENCING OLD TABLE AS old_letter NEW TABLE AS new_letter FOR EACH STATEMENT EXECUTE FUNCTION count_letters();
CREATE TRIGGER letters_removed AFTER DELETE ON wf_dead_letter
  REFERENCING OLD TABLE AS old_letter FOR EACH STATEMENT EXECUTE FUNCTION count_letters();

INSERT INTO wf_letter_count
SELECT signature, status, count(*), min(first_failed_at), max(last_failed_at) FROM wf_dead_letter GROUP BY 1, 2;

-- Letters that were settled long ago are removed, and it is said beforehand which and when.
CREATE TABLE wf_letter_expiry (
  id             uuid PRIMARY KEY,
  settled_before timestamptz NOT NULL,
  letters        bigint NOT NULL,
  announced_at   timestamptz NOT NULL,
  due_at         timestamptz NOT NULL,
  removed        bigint NOT NULL DEFAULT 0,
  finished_at    timestamptz
);
CREATE UNIQUE INDEX uk_wf_letter_expiry_open ON wf_letter_expiry ((true)) WHERE finished_at IS NULL;
CREATE INDEX idx_wf_dead_letter_settled_at ON wf_dead_letter (updated_at)
  WHERE status IN ('REDRIVEN', 'DISCARDED');
CREATE INDEX idx_wf_dead_letter_parent_id ON wf_dead_letter (parent_id) WHERE parent_id IS NOT NULL;
ALTER TABLE wf_dead_letter DROP CONSTRAINT wf_dead_letter_parent_id_fkey,
  ADD FOREIGN KEY (parent_id) REFERENCES wf_dead_letter ON DELETE SET NULL;
ALTER TABLE wf_dead_letter_event DROP CONSTRAINT wf_dead_letter_event_letter_id_fkey,
  ADD FOREIGN KEY (letter_id) REFERENCES wf_dead_letter ON DELETE CASCADE;
CREATE TRIGGER letter_expiry_changed AFTER INSERT OR UPDATE OR DELETE ON wf_letter_expiry
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('letters');

-- As lists look for them, and in the order in which lists are read.
DROP INDEX idx_wf_dead_letter_signature, idx_wf_dead_letter_status, idx_wf_dead_letter_dataset_name;
CREATE INDEX idx_wf_dead_letter_signature ON wf_dead_letter (signature COLLATE "C", id);
CREATE INDEX idx_wf_dead_letter_status ON wf_dead_letter (status COLLATE "C", id);
CREATE INDEX idx_wf_dead_letter_error_code ON wf_dead_letter (error_code COLLATE "C", id);
CREATE INDEX idx_wf_dead_letter_dataset_name ON wf_dead_letter ((coalesce(dataset_name, '') COLLATE "C"), id);
CREATE INDEX idx_wf_dead_letter_last_failed_at ON wf_dead_letter (last_failed_at, id);
CREATE INDEX idx_wf_run_created_at ON wf_run (created_at, id);
