-- Sessions that were left for good are found by how long they have been silent.
CREATE INDEX idx_ing_upload_session_open ON ing_upload_session (updated_at) WHERE status IN ('CREATED', 'UPLOADING');
