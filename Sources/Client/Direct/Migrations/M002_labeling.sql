-- Labeling: its role and schema, and who writes through them. Auditors read everything.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['flowsight_labeling', 'flowsight_auditor']
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
    IF NOT pg_has_role(current_user, name, 'member') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', name);
    END IF;
  END LOOP;
END $$;

GRANT flowsight_viewer TO flowsight_auditor, flowsight_labeling;
GRANT flowsight_labeling TO flowsight_annotator, flowsight_reviewer, flowsight_lead, flowsight_admin;
-- A lead forms skill groups, and publishes results as a dataset version.
GRANT flowsight_identity TO flowsight_lead, flowsight_admin;
GRANT flowsight_ingestion TO flowsight_lead;

CREATE SCHEMA labeling AUTHORIZATION flowsight_labeling;
GRANT USAGE ON SCHEMA labeling TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_labeling GRANT SELECT ON TABLES TO flowsight_viewer;
