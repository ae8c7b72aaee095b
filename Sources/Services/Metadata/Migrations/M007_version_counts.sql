-- How many versions are in each state.
CREATE TRIGGER versions_added AFTER INSERT ON meta_version
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_states();
CREATE TRIGGER versions_moved AFTER UPDATE ON meta_version
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_states();
CREATE TRIGGER versions_removed AFTER DELETE ON meta_version
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_states();

INSERT INTO state_count SELECT 'meta_version', status, count(*) FROM meta_version GROUP BY status;
