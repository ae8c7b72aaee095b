-- A letter without a run is redriven by saying its event anew, as it may have been edited. Audit entries are said as they
-- were, and nothing becomes an event of another type.
CREATE FUNCTION workflow.revise_event(which uuid, what json) RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
  UPDATE workflow.outbox SET published_at = NULL, published_in = NULL, entry_ms = NULL, entry_seq = NULL,
    finished_at = NULL, event = CASE WHEN event ->> 'event_type' = 'iam.audit.recorded' THEN event ELSE what END
  WHERE event_id = which AND event ->> 'event_type' = what ->> 'event_type'
$$;
ALTER FUNCTION workflow.revise_event(uuid, json) OWNER TO flowsight_workflow;
REVOKE EXECUTE ON FUNCTION workflow.revise_event(uuid, json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workflow.revise_event(uuid, json) TO flowsight_workflow_writer;

REVOKE UPDATE, DELETE ON workflow.wf_letter_revision FROM flowsight_workflow_writer;
