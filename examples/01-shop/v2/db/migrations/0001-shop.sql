CREATE TABLE products (
  sku text PRIMARY KEY,
  price_cents integer NOT NULL
);

INSERT INTO products (sku, price_cents) VALUES ('mug', 1200), ('print', 2500);

CREATE TABLE cart_items (
  cart text NOT NULL,
  sku text NOT NULL REFERENCES products (sku),
  quantity integer NOT NULL,
  PRIMARY KEY (cart, sku)
);

CREATE TABLE orders (
  id text PRIMARY KEY,
  cart text NOT NULL,
  total_cents integer NOT NULL,
  status text NOT NULL,
  gift_note text,
  placed_on date NOT NULL DEFAULT current_date
);

CREATE TABLE invoices (
  id text PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders (id),
  recipient text NOT NULL
);

CREATE TABLE parcels (
  order_id text PRIMARY KEY REFERENCES orders (id),
  slip text NOT NULL
);

CREATE TABLE daily_sales (
  day date PRIMARY KEY,
  total_cents bigint NOT NULL,
  gifts integer NOT NULL
);
