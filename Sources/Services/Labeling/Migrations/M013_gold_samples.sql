-- Whether the quality sample would have taken an answer to a gold item, had it been a label of any other task: what was
-- told once stays so, whatever the rate is then.
ALTER TABLE lab_assignment ADD COLUMN is_gold_reviewed boolean;
