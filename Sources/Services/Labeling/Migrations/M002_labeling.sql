CREATE TABLE lab_project (
  id                 uuid PRIMARY KEY,
  name               text NOT NULL,
  status             text NOT NULL,
  schema_version     integer NOT NULL,
  guidelines_version integer NOT NULL,
  settings           json NOT NULL,
  created_by         text NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_lab_project_name ON lab_project (name);

-- Label schemas and guidelines are documents with versions: a change appends one.
CREATE TABLE lab_schema (
  project_id uuid NOT NULL REFERENCES lab_project,
  version    integer NOT NULL,
  document   json NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, version)
);
CREATE TABLE lab_guidelines (
  project_id uuid NOT NULL REFERENCES lab_project,
  version    integer NOT NULL,
  document   text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, version)
);

-- The queue: narrow rows; what a task is about is in lab_content. Tasks are given out by ascending rank.
CREATE TABLE lab_task (
  id                uuid PRIMARY KEY,
  project_id        uuid NOT NULL REFERENCES lab_project,
  lane              text NOT NULL DEFAULT '',
  rank              bigint NOT NULL,
  status            text NOT NULL,
  priority          integer NOT NULL DEFAULT 0,
  overlap           integer NOT NULL,
  -- Slots that somebody holds or has filled.
  taken             integer NOT NULL DEFAULT 0,
  submitted         integer NOT NULL DEFAULT 0,
  is_gold           boolean NOT NULL DEFAULT false,
  -- Gold items of one kind: each annotator is served those of which they saw the fewest.
  stratum           text,
  version           integer NOT NULL DEFAULT 0,
  reviewer          text,
  review_fence      bigint NOT NULL DEFAULT 0,
  review_expires_at timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE SEQUENCE lab_task_rank;
CREATE INDEX idx_lab_task_queue ON lab_task (project_id, lane, rank, id)
  WHERE status IN ('OPEN', 'IN_PROGRESS') AND taken < overlap AND NOT is_gold;
CREATE INDEX idx_lab_task_review ON lab_task (project_id, status, rank, id)
  WHERE status IN ('LABELED', 'IN_REVIEW', 'ADJUDICATING') AND NOT is_gold;
CREATE INDEX idx_lab_task_gold ON lab_task (project_id, rank, id) WHERE is_gold;
CREATE INDEX idx_lab_task_rank ON lab_task (project_id, rank, id);

CREATE TABLE lab_content (
  task_id     uuid PRIMARY KEY REFERENCES lab_task,
  project_id  uuid NOT NULL REFERENCES lab_project,
  key         text NOT NULL,
  payload     json NOT NULL,
  predictions json NOT NULL DEFAULT '[]',
  gold        json,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_lab_content_project_id_key ON lab_content (project_id, key text_pattern_ops);

-- No reference to the project here: every claim would lock the one row that all share.
CREATE TABLE lab_assignment (
  id             uuid PRIMARY KEY,
  task_id        uuid NOT NULL REFERENCES lab_task,
  project_id     uuid NOT NULL,
  annotator      text NOT NULL,
  status         text NOT NULL,
  -- Rises with every claim: a write that names an older one is refused.
  fence          bigint NOT NULL DEFAULT 1,
  leased_at      timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz,
  draft          json,
  annotation     json,
  schema_version integer NOT NULL,
  submitted_at   timestamptz,
  reason         text,
  seconds_spent  double precision NOT NULL DEFAULT 0,
  is_gold        boolean NOT NULL DEFAULT false,
  is_gold_right  boolean,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX uk_lab_assignment_task_id_annotator ON lab_assignment (task_id, annotator);
CREATE INDEX idx_lab_assignment_held ON lab_assignment (project_id, annotator, status)
  WHERE status IN ('LEASED', 'POSTPONED', 'REJECTED_REQUEUE_SAME');
CREATE INDEX idx_lab_assignment_expires_at ON lab_assignment (expires_at) WHERE status = 'LEASED';
CREATE INDEX idx_lab_assignment_gold ON lab_assignment (project_id, annotator, task_id) WHERE is_gold;

-- What was said about tasks: only ever appended.
CREATE TABLE lab_result (
  id              uuid PRIMARY KEY,
  task_id         uuid NOT NULL REFERENCES lab_task,
  project_id      uuid NOT NULL,
  assignment_id   uuid REFERENCES lab_assignment,
  version         integer NOT NULL,
  kind            text NOT NULL,
  author          text NOT NULL,
  at              timestamptz NOT NULL,
  schema_version  integer NOT NULL,
  before          json,
  after           json NOT NULL,
  reason          text,
  idempotency_key text,
  created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_lab_result_task_id_version ON lab_result (task_id, version);
CREATE UNIQUE INDEX uk_lab_result_author_key ON lab_result (author, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX idx_lab_result_project_id ON lab_result (project_id, at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'results are only ever appended';
END $$;
CREATE TRIGGER result_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lab_result
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON lab_result, lab_schema, lab_guidelines FROM CURRENT_USER;

CREATE TABLE lab_task_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id     uuid NOT NULL REFERENCES lab_task,
  at          timestamptz NOT NULL DEFAULT now(),
  -- 'task', or the annotator whose assignment changed.
  subject     text NOT NULL,
  event       text NOT NULL,
  from_status text,
  to_status   text NOT NULL,
  actor       text NOT NULL,
  detail      text
);
CREATE INDEX idx_lab_task_event_task_id ON lab_task_event (task_id, id);

-- Where each annotator's last claim was: what lies before it is theirs already, or was passed over. The epoch rises
-- when something returns to the queue; then the search begins at the front again.
CREATE TABLE lab_cursor (
  project_id uuid NOT NULL,
  annotator  text NOT NULL,
  lane       text NOT NULL,
  rank       bigint NOT NULL,
  task_id    uuid NOT NULL,
  epoch      bigint NOT NULL,
  PRIMARY KEY (project_id, annotator, lane)
) WITH (fillfactor = 50);
CREATE TABLE lab_queue (
  project_id uuid PRIMARY KEY REFERENCES lab_project,
  epoch      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

-- The published versions that a project's tasks were made from.
CREATE TABLE lab_source (
  project_id      uuid NOT NULL REFERENCES lab_project,
  dataset_id      uuid NOT NULL,
  dataset_name    text NOT NULL,
  dataset_version text NOT NULL,
  source_table    text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, dataset_id, dataset_version)
);

CREATE TRIGGER project_changed AFTER INSERT OR UPDATE ON lab_project
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('labeling');
