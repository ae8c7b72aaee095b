-- Not all that a version was made from went through a run: the results of labeling did not.
ALTER TABLE meta_lineage ALTER COLUMN run_id DROP NOT NULL;
