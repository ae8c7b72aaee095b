-- Items that something held up and that are looked at again, the one that has waited longest first.
CREATE INDEX idx_wf_operation_item_waiting ON wf_operation_item (operation_id, at) WHERE outcome = 'WAITING';
