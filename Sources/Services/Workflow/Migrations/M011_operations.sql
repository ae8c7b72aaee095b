-- One kind of operation, whatever its items are: letters, or versions, each named by the first run that it had.
ALTER TABLE wf_letter_operation RENAME TO wf_operation;
ALTER TABLE wf_letter_operation_item RENAME TO wf_operation_item;
ALTER TABLE wf_operation_item RENAME COLUMN letter_id TO subject_id;
ALTER INDEX wf_letter_operation_pkey RENAME TO wf_operation_pkey;
ALTER INDEX idx_wf_letter_operation_status RENAME TO idx_wf_operation_status;
ALTER INDEX wf_letter_operation_item_pkey RENAME TO wf_operation_item_pkey;
ALTER INDEX idx_wf_letter_operation_item_outcome RENAME TO idx_wf_operation_item_outcome;
ALTER INDEX idx_wf_letter_operation_item_run_id RENAME TO idx_wf_operation_item_run_id;
ALTER INDEX idx_wf_letter_operation_item_at RENAME TO idx_wf_operation_item_at;

UPDATE wf_operation_item SET outcome = CASE outcome WHEN 'REDRIVING' THEN 'RUNNING' ELSE 'FAILED' END
  WHERE outcome IN ('REDRIVING', 'FAILED_AGAIN');
UPDATE wf_operation SET outcomes =
  replace(replace(outcomes::text, '"REDRIVING"', '"RUNNING"'), '"FAILED_AGAIN"', '"FAILED"')::json;

-- The breaker looks at items that were acted on later: items are not acted on in the order of their ids any more.
ALTER TABLE wf_operation ADD COLUMN breaker_closed_at timestamptz;
UPDATE wf_operation SET breaker_closed_at = updated_at WHERE breaker_after IS NOT NULL;
ALTER TABLE wf_operation DROP COLUMN breaker_after;

DROP TRIGGER letter_operation_changed ON wf_operation;
CREATE TRIGGER operation_changed AFTER INSERT OR UPDATE ON wf_operation
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('operations');

-- The first run of each version, which stands for the version.
CREATE INDEX idx_wf_run_first ON wf_run (dataset_id, dataset_version, id) WHERE parent_id IS NULL;
