-- How many rows of a table are in each state, for readers who ask at every change: each statement that changes the table
-- adds a row of differences, and a keeper folds them.
CREATE TABLE state_count (
  subject text NOT NULL,
  status  text NOT NULL,
  n       bigint NOT NULL
);

-- For triggers of any table with a status, that call the rows before and after `removed` and `added`.
CREATE FUNCTION count_states() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO state_count SELECT TG_TABLE_NAME, status, count(*) FROM added GROUP BY status;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO state_count SELECT TG_TABLE_NAME, status, -count(*) FROM removed GROUP BY status;
  ELSE
    INSERT INTO state_count SELECT TG_TABLE_NAME, status, sum(change) FROM (
      SELECT status, 1 AS change FROM added UNION ALL SELECT status, -1 FROM removed) moved
    GROUP BY status HAVING sum(change) <> 0;
  END IF;
  RETURN NULL;
END $$;
