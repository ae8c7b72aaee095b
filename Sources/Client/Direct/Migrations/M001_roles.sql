-- One role and one schema per service: a service writes its own schema and no other. People are members of the
-- group roles, from viewer to admin; FlowSight reads their rights from the membership.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'flowsight_ingestion', 'flowsight_processing', 'flowsight_workflow', 'flowsight_metadata', 'flowsight_identity',
    'flowsight_viewer', 'flowsight_annotator', 'flowsight_reviewer', 'flowsight_lead', 'flowsight_operator',
    'flowsight_admin']
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
    IF NOT pg_has_role(current_user, name, 'member') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', name);
    END IF;
  END LOOP;
END $$;

GRANT flowsight_viewer TO flowsight_annotator, flowsight_reviewer, flowsight_lead, flowsight_operator, flowsight_admin;
GRANT flowsight_ingestion, flowsight_workflow TO flowsight_operator, flowsight_admin;

CREATE SCHEMA ingestion AUTHORIZATION flowsight_ingestion;
CREATE SCHEMA processing AUTHORIZATION flowsight_processing;
CREATE SCHEMA workflow AUTHORIZATION flowsight_workflow;
CREATE SCHEMA metadata AUTHORIZATION flowsight_metadata;
CREATE SCHEMA iam AUTHORIZATION flowsight_identity;
CREATE SCHEMA ods AUTHORIZATION flowsight_processing;
CREATE SCHEMA dwd AUTHORIZATION flowsight_processing;

GRANT USAGE ON SCHEMA flowsight, ingestion, processing, workflow, metadata, iam, ods, dwd TO flowsight_viewer;
GRANT SELECT ON ALL TABLES IN SCHEMA flowsight TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_ingestion GRANT SELECT ON TABLES TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_processing GRANT SELECT ON TABLES TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_workflow GRANT SELECT ON TABLES TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_metadata GRANT SELECT ON TABLES TO flowsight_viewer;
ALTER DEFAULT PRIVILEGES FOR ROLE flowsight_identity GRANT SELECT ON TABLES TO flowsight_viewer;
