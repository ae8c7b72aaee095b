-- How many uploads are in each state.
CREATE TRIGGER uploads_added AFTER INSERT ON ing_upload_session
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_states();
CREATE TRIGGER uploads_moved AFTER UPDATE ON ing_upload_session
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_states();
CREATE TRIGGER uploads_removed AFTER DELETE ON ing_upload_session
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_states();

INSERT INTO state_count SELECT 'ing_upload_session', status, count(*) FROM ing_upload_session GROUP BY status;
