CREATE TABLE messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue text NOT NULL,
  body jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  available_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cache_entries (
  key text PRIMARY KEY,
  cart text NOT NULL,
  value jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
