-- The two tables through which a service speaks and listens. Every service has them in its own schema.

CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id     uuid NOT NULL,
  stream       text NOT NULL,
  event        json NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- Set when the relay has put the event on its stream: when, in which incarnation of Redis, under which entry id (milliseconds-sequence).
  published_at timestamptz,
  published_in text,
  entry_ms     bigint,
  entry_seq    bigint,
  -- Set when every consumer group of the stream is past the entry.
  finished_at  timestamptz
);
CREATE UNIQUE INDEX uk_outbox_event_id ON outbox (event_id);
CREATE INDEX idx_outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX idx_outbox_unfinished ON outbox (stream, id) WHERE finished_at IS NULL;
CREATE INDEX idx_outbox_finished_at ON outbox (finished_at) WHERE finished_at IS NOT NULL;

-- What a consumer has already taken into account: written in the transaction of the effects.
CREATE TABLE inbox (
  consumer    text NOT NULL,
  event_id    uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX idx_inbox_received_at ON inbox (received_at);

CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('flowsight_outbox', TG_TABLE_SCHEMA);
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_written AFTER INSERT ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- Tells consoles that something of a kind (the trigger's argument) changed.
CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('flowsight_change', TG_ARGV[0]);
  RETURN NULL;
END $$;
