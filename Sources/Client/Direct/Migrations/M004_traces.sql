-- What happened under one trace is found in every schema at once. Of what services said, people see that it was said and
-- when, not what: outboxes carry audit entries too.
DO $$
DECLARE
  space text;
BEGIN
  FOREACH space IN ARRAY ARRAY['ingestion', 'processing', 'workflow', 'metadata', 'labeling', 'iam']
  LOOP
    EXECUTE format(
      'ALTER TABLE %I.outbox
         ADD COLUMN trace_id uuid GENERATED ALWAYS AS ((event ->> ''trace_id'')::uuid) STORED,
         ADD COLUMN event_type text GENERATED ALWAYS AS (event ->> ''event_type'') STORED', space);
    EXECUTE format('CREATE INDEX idx_outbox_trace_id ON %I.outbox (trace_id)', space);
    EXECUTE format('GRANT SELECT (trace_id, event_type) ON %I.outbox TO flowsight_viewer', space);
  END LOOP;
END $$;

CREATE INDEX idx_ing_upload_session_trace_id ON ingestion.ing_upload_session (trace_id);
CREATE INDEX idx_proc_job_trace_id ON processing.proc_job (trace_id);
CREATE INDEX idx_wf_dead_letter_trace_id ON workflow.wf_dead_letter (trace_id);
CREATE INDEX idx_meta_version_trace_id ON metadata.meta_version (trace_id);
CREATE INDEX idx_iam_audit_entry_trace_id ON iam.iam_audit_entry (trace_id) WHERE trace_id IS NOT NULL;
