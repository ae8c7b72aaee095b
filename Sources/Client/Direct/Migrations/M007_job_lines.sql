-- What workers log about their jobs, whichever service they are of: read on any host, in one order, after any restart. The
-- table is the platform's. A service that does jobs adds lines and forgets old ones, and can do nothing else to it.
CREATE TABLE flowsight.job_line (
  -- Given under a lock, one writer at a time: who asks for what came behind a line misses none.
  id          bigint GENERATED ALWAYS AS IDENTITY,
  run_id      uuid NOT NULL,
  job_id      uuid NOT NULL,
  step        text NOT NULL,
  trace_id    uuid NOT NULL,
  dataset_id  uuid NOT NULL,
  worker      text NOT NULL,
  attempt     integer NOT NULL,
  lease_epoch bigint NOT NULL,
  -- Its place in what was said under the lease, from 1.
  number      bigint NOT NULL,
  at          timestamptz NOT NULL,
  level       text NOT NULL,
  message     text NOT NULL,
  fields      json NOT NULL,
  -- A line that is written once more, because nobody heard that it was, is there once.
  PRIMARY KEY (job_id, lease_epoch, number, at)
);
CREATE INDEX idx_job_line_run_id ON flowsight.job_line (run_id, id);
CREATE INDEX idx_job_line_trace_id ON flowsight.job_line (trace_id, id);
CREATE INDEX idx_job_line_at ON flowsight.job_line USING brin (at);

GRANT USAGE ON SCHEMA flowsight TO flowsight_processing, flowsight_metadata;
GRANT SELECT, INSERT, DELETE ON flowsight.job_line TO flowsight_processing, flowsight_metadata;
GRANT SELECT ON flowsight.job_line TO flowsight_viewer;
