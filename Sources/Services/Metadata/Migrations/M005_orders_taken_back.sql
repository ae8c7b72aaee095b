-- Orders that were cancelled before they were done; they are done no more, whenever they come.
CREATE TABLE meta_order_taken_back (
  job_id     uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);
