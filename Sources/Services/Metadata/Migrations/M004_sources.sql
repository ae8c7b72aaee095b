-- The file that a version was made from, and the fields that its rows have.
ALTER TABLE meta_version
  ADD COLUMN upload_id uuid,
  ADD COLUMN file_name text,
  ADD COLUMN byte_count bigint,
  ADD COLUMN sha256 text,
  ADD COLUMN template text,
  ADD COLUMN template_version integer,
  ADD COLUMN mode text,
  ADD COLUMN created_by text,
  ADD COLUMN fields json;

-- The versions of a dataset, and those in a state, in the order in which they came.
CREATE INDEX idx_meta_version_dataset_id ON meta_version (dataset_id, id);
CREATE INDEX idx_meta_version_status ON meta_version (status COLLATE "C", id);
-- Lineage is followed both ways.
CREATE INDEX idx_meta_version_rows ON meta_version ((dwd_table || '@' || version)) WHERE dwd_table IS NOT NULL;
CREATE INDEX idx_meta_lineage_source ON meta_lineage (source);
