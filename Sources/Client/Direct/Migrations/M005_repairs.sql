-- Who is on call may have any service's event said once more; consumers take it into account once. Audit entries are said
-- by nobody but their service.
DO $$
DECLARE
  space text;
BEGIN
  FOREACH space IN ARRAY ARRAY['ingestion', 'processing', 'metadata', 'labeling']
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I.reopen_event(uuid) TO flowsight_workflow_writer', space);
  END LOOP;
END $$;
