-- Uploads are named by the ends of their ids.
CREATE INDEX idx_ing_upload_session_id_end ON ing_upload_session (right(id::text, 6));
-- How rare an end is, is known to the planner once it has looked; of an empty table nothing is to be learned.
DO $$
BEGIN
  IF EXISTS (SELECT FROM ing_upload_session) THEN
    ANALYZE ing_upload_session;
  END IF;
END
$$;
