-- How much of a queue is done at once, by all workers together.
ALTER TABLE wf_gate
  ADD COLUMN rate_per_second double precision,
  ADD COLUMN leases_max integer;
