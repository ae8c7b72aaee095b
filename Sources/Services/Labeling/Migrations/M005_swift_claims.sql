-- A task in somebody's hands, with what it is about.
CREATE VIEW lab_item AS
  SELECT a.id, a.task_id, a.project_id, a.annotator, a.status, a.fence, a.leased_at, a.expires_at, a.draft,
    a.annotation, a.reason, a.schema_version, c.key, c.payload, c.predictions
  FROM lab_assignment a JOIN lab_content c ON c.task_id = a.task_id;

-- A claim with the item it gave: one round trip. It does not wait for the disk: nobody has worked on what it gives out.
-- Whatever is written about it later waits, and takes the claim along.
CREATE FUNCTION claim_item(of_project uuid, for_annotator text, lanes text[], new_id uuid) RETURNS SETOF lab_item
LANGUAGE plpgsql AS $$
DECLARE
  claimed uuid;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  claimed := labeling.claim_task(of_project, for_annotator, lanes, new_id);
  RETURN QUERY SELECT * FROM labeling.lab_item i WHERE i.id = claimed;
END $$;

-- Acts of people are published at once; that tasks were made or completed, with the relay's next look. A notification
-- holds a lock of the whole cluster until its commit is on the disk: submissions would wait for each other.
DROP TRIGGER outbox_written ON outbox;
CREATE TRIGGER outbox_written AFTER INSERT ON outbox
  FOR EACH ROW WHEN (NEW.stream <> 'labeling.events') EXECUTE FUNCTION notify_outbox();
