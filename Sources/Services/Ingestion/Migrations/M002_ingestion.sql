CREATE TABLE ing_template (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  version    integer NOT NULL,
  document   json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_ing_template_name_version ON ing_template (name, version);

CREATE TABLE ing_dataset (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  table_name  text NOT NULL,
  channel     text NOT NULL,
  template_id uuid NOT NULL REFERENCES ing_template,
  mode        text NOT NULL,
  status      text NOT NULL DEFAULT 'ACTIVE',
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_ing_dataset_name ON ing_dataset (name);
CREATE UNIQUE INDEX uk_ing_dataset_table_name ON ing_dataset (table_name);

CREATE TABLE ing_upload_session (
  id             uuid PRIMARY KEY,
  dataset_id     uuid NOT NULL REFERENCES ing_dataset,
  version        text NOT NULL,
  file_name      text NOT NULL,
  byte_count     bigint NOT NULL,
  received_bytes bigint NOT NULL DEFAULT 0,
  sha256         text NOT NULL,
  template_id    uuid NOT NULL REFERENCES ing_template,
  mode           text NOT NULL,
  status         text NOT NULL,
  trace_id       uuid NOT NULL,
  failure        json,
  created_by     text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_ing_upload_session_version ON ing_upload_session (dataset_id, version) WHERE status <> 'FAILED';
CREATE INDEX idx_ing_upload_session_sha256 ON ing_upload_session (dataset_id, sha256);

CREATE TABLE ing_upload_chunk (
  session_id   uuid NOT NULL REFERENCES ing_upload_session,
  start_offset bigint NOT NULL,
  byte_count   bigint NOT NULL,
  sha256       text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, start_offset)
);

CREATE TABLE ing_upload_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id  uuid NOT NULL REFERENCES ing_upload_session,
  at          timestamptz NOT NULL DEFAULT now(),
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  actor       text NOT NULL,
  detail      text
);
CREATE INDEX idx_ing_upload_event_session_id ON ing_upload_event (session_id, id);

-- Facts of the installation that every host must agree on, such as where the raw files are.
CREATE TABLE ing_setting (
  name       text PRIMARY KEY,
  value      text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER upload_changed AFTER INSERT OR UPDATE ON ing_upload_session
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('uploads');
