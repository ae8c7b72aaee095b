-- The letters of each cause that wait for a decision: the one that failed last, and the first time that any of them did.
-- Settled letters are in neither, however many there are.
CREATE INDEX idx_wf_dead_letter_waiting_last ON wf_dead_letter (signature COLLATE "C", last_failed_at, id)
  WHERE status IN ('DEAD', 'QUARANTINED');
CREATE INDEX idx_wf_dead_letter_waiting_first ON wf_dead_letter (signature COLLATE "C", first_failed_at)
  WHERE status IN ('DEAD', 'QUARANTINED');
