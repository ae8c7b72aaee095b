-- How far each queue was at each look, for the rates of the last hour.
CREATE TABLE wf_queue_sample (
  stream         text NOT NULL,
  consumer_group text NOT NULL,
  at             timestamptz NOT NULL,
  added          bigint NOT NULL,
  done           bigint,
  PRIMARY KEY (at, stream, consumer_group)
);
