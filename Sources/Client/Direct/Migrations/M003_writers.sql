-- People write a service's data as its writer, not as the service: a writer owns nothing, so it can lift no trigger and
-- change no table, and what a service has said in its outbox is not a writer's to take back. Nobody but a superuser and
-- the login that migrates can change an entry of the audit log.
DO $$
DECLARE
  service text;
  writer text;
  space text;
BEGIN
  FOREACH service IN ARRAY ARRAY['ingestion', 'workflow', 'labeling', 'identity']
  LOOP
    writer := format('flowsight_%s_writer', service);
    space := CASE service WHEN 'identity' THEN 'iam' ELSE service END;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = writer) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', writer);
    END IF;
    IF NOT pg_has_role(current_user, writer, 'member') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', writer);
    END IF;
    EXECUTE format('GRANT flowsight_viewer TO %I', writer);
  END LOOP;

  FOREACH space IN ARRAY ARRAY['ingestion', 'processing', 'workflow', 'metadata', 'labeling', 'iam']
  LOOP
    -- What outboxes carry tells of audit entries too; the rest of a row is for whoever watches the queues.
    EXECUTE format('REVOKE SELECT ON %I.outbox FROM flowsight_viewer', space);
    EXECUTE format(
      'GRANT SELECT (id, event_id, stream, created_at, published_at, published_in, entry_ms, entry_seq, finished_at)
         ON %I.outbox TO flowsight_viewer', space);
    -- Publishing something once more is all that may be asked of what was said: consumers take it into account once.
    EXECUTE format(
      'CREATE FUNCTION %1$I.reopen_event(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
         SET search_path = pg_catalog AS $f$
         UPDATE %1$I.outbox SET published_at = NULL, published_in = NULL, entry_ms = NULL, entry_seq = NULL,
           finished_at = NULL WHERE event_id = which $f$', space);
    EXECUTE format(
      'ALTER FUNCTION %I.reopen_event(uuid) OWNER TO %I', space,
      CASE space WHEN 'iam' THEN 'flowsight_identity' ELSE 'flowsight_' || space END);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I.reopen_event(uuid) FROM PUBLIC', space);
  END LOOP;

  FOREACH space IN ARRAY ARRAY['ingestion', 'workflow', 'labeling']
  LOOP
    writer := format('flowsight_%s_writer', space);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', space, writer);
    EXECUTE format(
      'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
      'flowsight_' || space, space, writer);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I', space, writer);
    EXECUTE format(
      'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', 'flowsight_' || space, space,
      writer);
    EXECUTE format('REVOKE ALL ON %1$I.outbox, %1$I.inbox FROM %2$I', space, writer);
    EXECUTE format('GRANT INSERT (event_id, stream, event) ON %I.outbox TO %I', space, writer);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I.reopen_event(uuid) TO %I', space, writer);
  END LOOP;
END $$;

-- What happened is written down and not written over.
REVOKE UPDATE, DELETE ON ingestion.ing_upload_event FROM flowsight_ingestion_writer;
REVOKE UPDATE, DELETE ON workflow.wf_run_event, workflow.wf_dead_letter_event FROM flowsight_workflow_writer;
REVOKE UPDATE, DELETE ON labeling.lab_task_event, labeling.lab_result, labeling.lab_schema, labeling.lab_guidelines
  FROM flowsight_labeling_writer;

GRANT SELECT, INSERT, UPDATE ON iam.iam_user, iam.iam_skill_group TO flowsight_identity_writer;
GRANT SELECT, INSERT, DELETE ON iam.iam_skill_member TO flowsight_identity_writer;
GRANT INSERT (event_id, stream, event) ON iam.outbox TO flowsight_identity_writer;

REVOKE SELECT ON iam.iam_audit_entry FROM flowsight_viewer;
GRANT SELECT ON iam.iam_audit_entry TO flowsight_lead, flowsight_operator, flowsight_admin, flowsight_auditor;

REVOKE flowsight_ingestion, flowsight_workflow FROM flowsight_operator, flowsight_admin;
REVOKE flowsight_labeling FROM flowsight_annotator, flowsight_reviewer, flowsight_lead, flowsight_admin;
REVOKE flowsight_identity FROM flowsight_lead, flowsight_admin;
REVOKE flowsight_ingestion FROM flowsight_lead;
GRANT flowsight_ingestion_writer, flowsight_workflow_writer TO flowsight_operator, flowsight_admin;
GRANT flowsight_labeling_writer TO flowsight_annotator, flowsight_reviewer, flowsight_lead, flowsight_admin;
GRANT flowsight_identity_writer TO flowsight_lead, flowsight_admin;
GRANT flowsight_ingestion_writer TO flowsight_lead;
