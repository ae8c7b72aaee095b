-- Letters that were resolved elsewhere are settled too.
DROP INDEX idx_wf_dead_letter_settled_at;
CREATE INDEX idx_wf_dead_letter_settled_at ON wf_dead_letter (updated_at)
  WHERE status IN ('REDRIVEN', 'DISCARDED', 'RESOLVED');
