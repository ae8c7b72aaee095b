CREATE TABLE meta_dataset (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  status     text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_meta_dataset_name ON meta_dataset (name);

CREATE TABLE meta_version (
  id            uuid PRIMARY KEY,
  dataset_id    uuid NOT NULL REFERENCES meta_dataset,
  version       text NOT NULL,
  status        text NOT NULL,
  rows_read     bigint NOT NULL DEFAULT 0,
  rows_loaded   bigint NOT NULL DEFAULT 0,
  rows_rejected bigint NOT NULL DEFAULT 0,
  run_id        uuid,
  trace_id      uuid NOT NULL,
  ods_table     text,
  dwd_table     text,
  failure       json,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  published_at  timestamptz
);
CREATE UNIQUE INDEX uk_meta_version_dataset_id_version ON meta_version (dataset_id, version);

CREATE TABLE meta_version_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version_id  uuid NOT NULL REFERENCES meta_version,
  at          timestamptz NOT NULL DEFAULT now(),
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  actor       text NOT NULL,
  detail      text
);
CREATE INDEX idx_meta_version_event_version_id ON meta_version_event (version_id, id);

-- What a version was made from and what was made from it.
CREATE TABLE meta_lineage (
  id          uuid PRIMARY KEY,
  version_id  uuid NOT NULL REFERENCES meta_version,
  source      text NOT NULL,
  target      text NOT NULL,
  run_id      uuid NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_meta_lineage_version_id_edge ON meta_lineage (version_id, source, target);

CREATE TRIGGER version_changed AFTER INSERT OR UPDATE ON meta_version
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('versions');
