-- How many letters were acted on lately is asked at every pass.
CREATE INDEX idx_wf_letter_operation_item_at ON wf_letter_operation_item (operation_id, at) WHERE at IS NOT NULL;
