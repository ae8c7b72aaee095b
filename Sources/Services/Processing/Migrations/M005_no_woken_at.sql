ALTER TABLE proc_job DROP COLUMN woken_at;
