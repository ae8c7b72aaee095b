CREATE TABLE wf_workflow (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  version    integer NOT NULL,
  document   json NOT NULL,
  status     text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_wf_workflow_name_version ON wf_workflow (name, version);

CREATE TABLE wf_run (
  id              uuid PRIMARY KEY,
  workflow        text NOT NULL,
  workflow_version integer NOT NULL,
  dataset_id      uuid NOT NULL,
  dataset_name    text NOT NULL,
  dataset_version text NOT NULL,
  trace_id        uuid NOT NULL,
  status          text NOT NULL,
  parent_id       uuid REFERENCES wf_run,
  root_id         uuid NOT NULL,
  parameters      json NOT NULL,
  input           json NOT NULL,
  failure         json,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  finished_at     timestamptz
);
CREATE INDEX idx_wf_run_dataset ON wf_run (dataset_id, dataset_version, created_at DESC);
CREATE INDEX idx_wf_run_trace_id ON wf_run (trace_id);
CREATE INDEX idx_wf_run_status ON wf_run (status, id);

CREATE TABLE wf_step (
  id              uuid PRIMARY KEY,
  run_id          uuid NOT NULL REFERENCES wf_run,
  position        integer NOT NULL,
  name            text NOT NULL,
  function        text NOT NULL,
  depends_on      json NOT NULL,
  definition      json NOT NULL,
  status          text NOT NULL,
  -- The order for the step is in the outbox.
  ordered_at      timestamptz,
  lease_epoch     bigint NOT NULL DEFAULT 0,
  is_carried_over boolean NOT NULL DEFAULT false,
  output          json,
  failure         json,
  next_attempt_at timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  finished_at     timestamptz
);
CREATE UNIQUE INDEX uk_wf_step_run_id_name ON wf_step (run_id, name);

CREATE TABLE wf_attempt (
  step_id     uuid NOT NULL REFERENCES wf_step,
  number      integer NOT NULL,
  lease_epoch bigint NOT NULL,
  worker      text NOT NULL,
  started_at  timestamptz NOT NULL,
  ended_at    timestamptz NOT NULL,
  failure     json,
  is_crash    boolean NOT NULL,
  PRIMARY KEY (step_id, number, lease_epoch)
);

CREATE TABLE wf_run_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id      uuid NOT NULL REFERENCES wf_run,
  at          timestamptz NOT NULL DEFAULT now(),
  subject     text NOT NULL,
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  actor       text NOT NULL,
  detail      text
);
CREATE INDEX idx_wf_run_event_run_id ON wf_run_event (run_id, id);

CREATE TABLE wf_dead_letter (
  id              uuid PRIMARY KEY,
  status          text NOT NULL,
  signature       text NOT NULL,
  error_code      text NOT NULL,
  failure         json NOT NULL,
  event_type      text NOT NULL,
  event_id        uuid NOT NULL,
  source_stream   text NOT NULL,
  source_entry_id text,
  run_id          uuid,
  step            text,
  function        text,
  dataset_id      uuid,
  dataset_name    text,
  dataset_version text,
  trace_id        uuid NOT NULL,
  payload         bytea NOT NULL,
  payload_sha256  text NOT NULL,
  attempts        json NOT NULL,
  crash_count     integer NOT NULL,
  first_failed_at timestamptz NOT NULL,
  last_failed_at  timestamptz NOT NULL,
  redrive_count   integer NOT NULL DEFAULT 0,
  parent_id       uuid REFERENCES wf_dead_letter,
  root_id         uuid NOT NULL,
  redrive_run_id  uuid,
  discard_reason  text,
  actor           text,
  revision        bigint NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_wf_dead_letter_signature ON wf_dead_letter (signature, id);
CREATE INDEX idx_wf_dead_letter_status ON wf_dead_letter (status, id);
CREATE INDEX idx_wf_dead_letter_event_id ON wf_dead_letter (event_id);
CREATE INDEX idx_wf_dead_letter_run_id ON wf_dead_letter (run_id);
CREATE INDEX idx_wf_dead_letter_redrive_run_id ON wf_dead_letter (redrive_run_id);

CREATE TABLE wf_dead_letter_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  letter_id   uuid NOT NULL REFERENCES wf_dead_letter,
  at          timestamptz NOT NULL DEFAULT now(),
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  actor       text NOT NULL,
  detail      text
);
CREATE INDEX idx_wf_dead_letter_event_letter_id ON wf_dead_letter_event (letter_id, id);

CREATE TRIGGER run_changed AFTER INSERT OR UPDATE ON wf_run
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('runs');
CREATE TRIGGER step_changed AFTER INSERT OR UPDATE ON wf_step
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('runs');
CREATE TRIGGER dead_letter_changed AFTER INSERT OR UPDATE ON wf_dead_letter
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('letters');
