CREATE TABLE orders (
  id text PRIMARY KEY,
  total_cents integer NOT NULL,
  gift_note text,
  placed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body jsonb NOT NULL
);

CREATE TABLE parcels (
  order_id text PRIMARY KEY,
  amount_cents integer NOT NULL
);
