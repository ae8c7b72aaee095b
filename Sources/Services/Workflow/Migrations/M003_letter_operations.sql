-- Bulk operations on dead letters: what was frozen, how far it is, and what became of each letter.
CREATE TABLE wf_letter_operation (
  id              uuid PRIMARY KEY,
  status          text NOT NULL,
  action          json NOT NULL,
  filter          text NOT NULL,
  reason          text,
  actor           json NOT NULL,
  total           bigint NOT NULL,
  outcomes        json NOT NULL,
  rate_per_second integer,
  failure         json,
  audit_id        uuid,
  -- The breaker looks at letters behind this one: it was closed when the operation was resumed.
  breaker_after   uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  finished_at     timestamptz
);
CREATE INDEX idx_wf_letter_operation_status ON wf_letter_operation (status);

CREATE TABLE wf_letter_operation_item (
  operation_id uuid NOT NULL REFERENCES wf_letter_operation ON DELETE CASCADE,
  letter_id    uuid NOT NULL,
  outcome      text NOT NULL DEFAULT 'PENDING',
  failure      json,
  run_id       uuid,
  at           timestamptz,
  PRIMARY KEY (operation_id, letter_id)
);
CREATE INDEX idx_wf_letter_operation_item_outcome ON wf_letter_operation_item (operation_id, outcome, letter_id);
CREATE INDEX idx_wf_letter_operation_item_run_id ON wf_letter_operation_item (run_id) WHERE run_id IS NOT NULL;

-- The operation that acted on the letter last.
ALTER TABLE wf_dead_letter ADD COLUMN operation_id uuid;
CREATE INDEX idx_wf_dead_letter_operation_id ON wf_dead_letter (operation_id, id) WHERE operation_id IS NOT NULL;
CREATE INDEX idx_wf_dead_letter_dataset_name ON wf_dead_letter (dataset_name COLLATE "C", id);

CREATE TRIGGER letter_operation_changed AFTER INSERT OR UPDATE ON wf_letter_operation
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('letters');
