ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';

ALTER TABLE parcels ADD COLUMN currency text NOT NULL DEFAULT 'EUR';

ALTER TABLE invoices ADD COLUMN locale text NOT NULL DEFAULT 'en';

CREATE TABLE daily_sales_by_currency (
  day date NOT NULL,
  currency text NOT NULL,
  total_cents bigint NOT NULL,
  PRIMARY KEY (day, currency)
);
