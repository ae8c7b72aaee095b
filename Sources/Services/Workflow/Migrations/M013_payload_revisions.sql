-- What people made of payloads for redrives. The bytes that came stay with the letter.
CREATE TABLE wf_letter_revision (
  letter_id      uuid NOT NULL REFERENCES wf_dead_letter ON DELETE CASCADE,
  number         integer NOT NULL,
  payload        bytea NOT NULL,
  payload_sha256 text NOT NULL,
  changes        json NOT NULL,
  actor          text NOT NULL,
  reason         text NOT NULL,
  audit_id       uuid NOT NULL,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (letter_id, number)
);
CREATE TRIGGER letter_revision_changed AFTER INSERT ON wf_letter_revision
  FOR EACH STATEMENT EXECUTE FUNCTION notify_change('letters');

-- The edited payload that the run was made from, told here too: the letter goes before the run does.
ALTER TABLE wf_run ADD COLUMN edit json;
