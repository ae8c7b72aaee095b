-- Jobs that this service was ordered to do. The lease (owner, epoch, expiry) is the right to work on one.
CREATE TABLE proc_job (
  id               uuid PRIMARY KEY,
  run_id           uuid NOT NULL,
  step             text NOT NULL,
  function         text NOT NULL,
  status           text NOT NULL,
  job_order        json NOT NULL,
  trace_id         uuid NOT NULL,
  dataset_id       uuid NOT NULL,
  dataset_version  text NOT NULL,
  source_stream    text NOT NULL,
  source_entry_id  text NOT NULL,
  attempts         integer NOT NULL DEFAULT 0,
  crash_count      integer NOT NULL DEFAULT 0,
  lease_epoch      bigint NOT NULL DEFAULT 0,
  lease_owner      text,
  lease_expires_at timestamptz,
  deadline_at      timestamptz,
  next_run_at      timestamptz NOT NULL DEFAULT now(),
  woken_at         timestamptz NOT NULL DEFAULT now(),
  started_at       timestamptz,
  -- How far the work is, in a form that the function understands; progress is for people.
  work_cursor      json,
  progress_done    bigint NOT NULL DEFAULT 0,
  progress_total   bigint NOT NULL DEFAULT 0,
  failure          json,
  output           json,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_proc_job_run_id ON proc_job (run_id);
CREATE INDEX idx_proc_job_next_run_at ON proc_job (next_run_at) WHERE status = 'AVAILABLE';
CREATE INDEX idx_proc_job_lease_expires_at ON proc_job (lease_expires_at) WHERE status = 'LEASED';

CREATE TABLE proc_job_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id      uuid NOT NULL REFERENCES proc_job,
  at          timestamptz NOT NULL DEFAULT now(),
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  worker      text NOT NULL,
  lease_epoch bigint NOT NULL,
  detail      text
);
CREATE INDEX idx_proc_job_event_job_id ON proc_job_event (job_id, id);

-- The validation report of one job: the rows that were refused.
CREATE TABLE proc_issue (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  job_id     uuid NOT NULL,
  row_number bigint NOT NULL,
  line       bigint NOT NULL,
  field      text,
  reason     text NOT NULL,
  value      text,
  suggestion text NOT NULL,
  PRIMARY KEY (job_id, row_number, id)
);

-- The workers that are alive, idle ones included.
CREATE TABLE proc_worker (
  name         text PRIMARY KEY,
  slots        integer NOT NULL,
  started_at   timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now()
);

-- Of rows, not of statements: a worker's look for work that finds none must not wake every console.
CREATE TRIGGER job_changed AFTER INSERT OR UPDATE ON proc_job
  FOR EACH ROW EXECUTE FUNCTION notify_change('runs');
