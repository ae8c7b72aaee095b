-- What is said anew is the event of a letter that waits to be redriven, under its own id, and nothing else. An event that
-- is still to be published as somebody else has it stays so: the caller is told (false) and comes again.
DROP FUNCTION workflow.revise_event(uuid, json);
CREATE FUNCTION workflow.revise_event(which uuid, what json) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
DECLARE
  said json;
  is_waiting boolean;
BEGIN
  IF (what ->> 'event_id')::uuid IS DISTINCT FROM which THEN
    RAISE EXCEPTION 'what is said of event % has another id', which USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (
    SELECT FROM workflow.wf_dead_letter WHERE event_id = which AND run_id IS NULL AND status = 'DEAD')
  THEN
    RAISE EXCEPTION 'no letter of event % waits', which USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT event, published_at IS NULL INTO said, is_waiting FROM workflow.outbox
    WHERE event_id = which AND event ->> 'event_type' = what ->> 'event_type' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'event % was never said as a %', which, what ->> 'event_type' USING ERRCODE = 'no_data_found';
  END IF;
  -- Audit entries are said as they were.
  IF said ->> 'event_type' = 'iam.audit.recorded' THEN what := said; END IF;
  IF is_waiting THEN RETURN said::jsonb = what::jsonb; END IF;
  UPDATE workflow.outbox SET published_at = NULL, published_in = NULL, entry_ms = NULL, entry_seq = NULL,
    finished_at = NULL, event = what WHERE event_id = which;
  RETURN true;
END $$;
ALTER FUNCTION workflow.revise_event(uuid, json) OWNER TO flowsight_workflow;
REVOKE EXECUTE ON FUNCTION workflow.revise_event(uuid, json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workflow.revise_event(uuid, json) TO flowsight_workflow_writer;
