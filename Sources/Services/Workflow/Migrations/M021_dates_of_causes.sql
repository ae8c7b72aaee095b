-- A letter that moves brings along when it failed: else, when what was counted first is folded away, nobody knows.
CREATE OR REPLACE FUNCTION count_letters() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO wf_letter_count
    SELECT signature, status, count(*), min(first_failed_at), max(last_failed_at) FROM new_letter GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO wf_letter_count (signature, status, letters)
    SELECT signature, status, -count(*) FROM old_letter GROUP BY 1, 2;
  ELSE
    INSERT INTO wf_letter_count
    SELECT signature, status, sum(n), min(first_failed_at), max(last_failed_at) FROM (
      SELECT signature, status, 1 AS n, first_failed_at, last_failed_at FROM new_letter
      UNION ALL SELECT signature, status, -1, NULL, NULL FROM old_letter) change
    GROUP BY 1, 2 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

LOCK TABLE wf_dead_letter IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM wf_letter_count;
INSERT INTO wf_letter_count
SELECT signature, status, count(*), min(first_failed_at), max(last_failed_at) FROM wf_dead_letter GROUP BY 1, 2;
