-- Jobs that are due stand in line, each with its turn. A turn is counted in rounds: in one, every dataset has one job
-- done for each priority, and twice as many with each point of priority.
ALTER TABLE proc_job
  ADD COLUMN priority integer GENERATED ALWAYS AS (coalesce((job_order ->> 'priority')::integer, 0)) STORED,
  -- NULL while the job is not due, and until it was put in line.
  ADD COLUMN turn double precision;
DROP INDEX idx_proc_job_next_run_at;
CREATE INDEX idx_proc_job_coming ON proc_job (next_run_at) WHERE status = 'AVAILABLE' AND turn IS NULL;
CREATE INDEX idx_proc_job_turn ON proc_job (queue, turn, id) WHERE status = 'AVAILABLE' AND turn IS NOT NULL;
CREATE INDEX idx_proc_job_lane ON proc_job (queue, dataset_id, priority, turn)
  WHERE status = 'AVAILABLE' AND turn IS NOT NULL;
CREATE INDEX idx_proc_job_leased ON proc_job (queue) WHERE status = 'LEASED';

-- A row for each queue that ever had a job.
ALTER TABLE proc_queue
  -- The turn that was reached: who comes new begins behind it.
  ADD COLUMN turn double precision NOT NULL DEFAULT 0,
  ADD COLUMN rate_per_second double precision,
  ADD COLUMN leases_max integer,
  -- Jobs that the rate allows at once, as they were at `refilled_at`.
  ADD COLUMN tokens double precision NOT NULL DEFAULT 0,
  ADD COLUMN refilled_at timestamptz;
INSERT INTO proc_queue (name, status, revision) SELECT DISTINCT queue, 'ACTIVE', 0 FROM proc_job WHERE queue IS NOT NULL
ON CONFLICT DO NOTHING;
