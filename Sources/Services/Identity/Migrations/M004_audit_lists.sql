-- The audit log is searched by who, as what, which act, and on what; the newest first, however long it is.
CREATE INDEX idx_iam_audit_entry_actor_name ON iam_audit_entry (actor_name COLLATE "C", id);
CREATE INDEX idx_iam_audit_entry_credential ON iam_audit_entry (credential COLLATE "C", id);
CREATE INDEX idx_iam_audit_entry_role ON iam_audit_entry (role COLLATE "C", id);
CREATE INDEX idx_iam_audit_entry_action ON iam_audit_entry (action COLLATE "C", id);
CREATE INDEX idx_iam_audit_entry_target ON iam_audit_entry (target COLLATE "C", id);
