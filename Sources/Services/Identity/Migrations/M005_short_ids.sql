-- Entries are named by the ends of their ids.
CREATE INDEX idx_iam_audit_entry_id_end ON iam_audit_entry (right(id::text, 6));
-- How rare an end is, is known to the planner once it has looked; of an empty table nothing is to be learned.
DO $$
BEGIN
  IF EXISTS (SELECT FROM iam_audit_entry) THEN
    ANALYZE iam_audit_entry;
  END IF;
END
$$;
