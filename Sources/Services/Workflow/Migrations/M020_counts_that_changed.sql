-- Counts that nothing came to, at each folding, are told to nobody: every console would read its causes anew.
CREATE FUNCTION notify_operation_counts() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM counted) THEN PERFORM pg_notify('flowsight_change', 'operations'); END IF;
  RETURN NULL;
END $$;
DROP TRIGGER operation_count_changed ON wf_operation_count;
CREATE TRIGGER operation_count_changed AFTER INSERT ON wf_operation_count
  REFERENCING NEW TABLE AS counted FOR EACH STATEMENT EXECUTE FUNCTION notify_operation_counts();
