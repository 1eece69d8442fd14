-- The shop as it has been in production for years.

CREATE TABLE products (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  category text NOT NULL,
  description text NOT NULL,
  unit_price numeric(12, 4) NOT NULL
);

CREATE INDEX products_by_category ON products (category, name);

CREATE TABLE delivery_options (
  code text PRIMARY KEY,
  speed text NOT NULL,
  carrier text NOT NULL
);

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL
);

-- Some countries have no postcodes.
CREATE TABLE addresses (
  customer_id uuid PRIMARY KEY REFERENCES customers,
  street text NOT NULL,
  city text NOT NULL,
  postcode text,
  country text NOT NULL
);

-- The lines of an order are one JSON array: [{productId, quantity, unitPrice}].
CREATE TABLE orders (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers,
  status text NOT NULL,
  note text,
  lines jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_by_customer ON orders (customer_id, id);

CREATE VIEW customer_summaries AS
SELECT
  customers.id,
  customers.name,
  count(orders.id)::integer AS "orderCount",
  count(orders.id) FILTER (WHERE orders.status = 'placed')::integer AS "openOrders"
FROM customers
LEFT JOIN orders ON orders.customer_id = customers.id
GROUP BY customers.id;
