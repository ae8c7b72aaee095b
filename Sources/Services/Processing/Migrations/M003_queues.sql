-- Queues as the orchestrator last told of them. Of a paused one nothing is claimed; one without a row is active.
CREATE TABLE proc_queue (
  name       text PRIMARY KEY,
  status     text NOT NULL,
  revision   bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE proc_job ADD COLUMN queue text GENERATED ALWAYS AS (job_order ->> 'queue') STORED;
