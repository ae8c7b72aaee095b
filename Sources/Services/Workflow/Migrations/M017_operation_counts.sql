-- How many items each operation has with each outcome, kept as letters are counted: a change adds a row, a janitor folds
-- them. Whoever looks on reads a few rows instead of a million, and what comes late is counted too.
CREATE TABLE wf_operation_count (
  operation_id uuid NOT NULL,
  outcome      text NOT NULL,
  items        bigint NOT NULL
);
CREATE INDEX idx_wf_operation_count_operation_id ON wf_operation_count (operation_id);
DROP INDEX idx_wf_operation_settling;
ALTER TABLE wf_operation DROP COLUMN outcomes;

-- Items come all at once, and are counted by who brings them; they go with their operation.
CREATE FUNCTION count_items() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- A look that moves nothing, four times a second, is told to nobody.
  IF NOT EXISTS (SELECT FROM new_item) THEN RETURN NULL; END IF;
  INSERT INTO wf_operation_count
  SELECT operation_id, outcome, sum(n) FROM (
    SELECT operation_id, outcome, 1 AS n FROM new_item UNION ALL SELECT operation_id, outcome, -1 FROM old_item) change
  GROUP BY 1, 2 HAVING sum(n) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER items_moved AFTER UPDATE ON wf_operation_item
  REFERENCING OLD TABLE AS old_item NEW TABLE AS new_item FOR EACH STATEMENT EXECUTE FUNCTION count_items();
-- Behind the trigger, which waits for whoever writes: nothing is missed, and nothing counted twice.
INSERT INTO wf_operation_count SELECT operation_id, outcome, count(*) FROM wf_operation_item GROUP BY 1, 2;
CREATE TRIGGER operation_count_changed AFTER INSERT ON wf_operation_count
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('operations');

-- Of a million items only those on their way are looked for again.
DROP INDEX idx_wf_operation_item_run_id;
CREATE INDEX idx_wf_operation_item_run_id ON wf_operation_item (run_id)
  WHERE outcome = 'RUNNING' AND run_id IS NOT NULL;
CREATE INDEX idx_wf_operation_item_sent ON wf_operation_item (at, operation_id)
  WHERE outcome = 'RUNNING' AND run_id IS NULL;

-- Operations that ended long ago are removed together with the letters of that time.
ALTER TABLE wf_letter_expiry ADD COLUMN operations bigint NOT NULL DEFAULT 0;
