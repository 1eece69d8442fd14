-- The shop's new schema: categories and order lines get tables of their own, delivery speed becomes an enum,
-- customers have a full name, orders a buyer. Nothing is lost on the way.

BEGIN;

DROP VIEW customer_summaries;

ALTER TABLE customers RENAME COLUMN name TO full_name;

CREATE TABLE categories (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
);
INSERT INTO categories (name) SELECT DISTINCT category FROM products ORDER BY category;

ALTER TABLE products ADD COLUMN category_id integer REFERENCES categories;
UPDATE products SET category_id = categories.id FROM categories WHERE categories.name = products.category;
ALTER TABLE products ALTER COLUMN category_id SET NOT NULL;
ALTER TABLE products DROP COLUMN category;
CREATE INDEX products_by_category ON products (category_id, name);

-- An enum sorts by the order of its labels: kept alphabetical, as the text was.
CREATE TYPE delivery_speed AS ENUM ('economy', 'express', 'standard');
ALTER TABLE delivery_options ALTER COLUMN speed TYPE delivery_speed USING speed::delivery_speed;

CREATE TABLE order_lines (
  order_id integer NOT NULL REFERENCES orders,
  position integer NOT NULL,
  product_id uuid NOT NULL REFERENCES products,
  quantity integer NOT NULL,
  unit_price numeric(12, 4) NOT NULL,
  PRIMARY KEY (order_id, position)
);
INSERT INTO order_lines (order_id, position, product_id, quantity, unit_price)
SELECT orders.id, line.position, (line.value ->> 'productId')::uuid, (line.value ->> 'quantity')::integer, (line.value ->> 'unitPrice')::numeric
FROM orders, jsonb_array_elements(orders.lines) WITH ORDINALITY AS line (value, position);
ALTER TABLE orders DROP COLUMN lines;

ALTER TABLE orders ADD COLUMN buyer_id uuid REFERENCES customers;
UPDATE orders SET buyer_id = customer_id;
ALTER TABLE orders ALTER COLUMN buyer_id SET NOT NULL;
-- Takes the index orders_by_customer with it.
ALTER TABLE orders DROP COLUMN customer_id;
CREATE INDEX orders_by_buyer ON orders (buyer_id, created_at, id);

CREATE VIEW customer_summaries AS
SELECT
  customers.id,
  customers.full_name AS name,
  count(orders.buyer_id)::integer AS "orderCount",
  count(orders.buyer_id) FILTER (WHERE orders.status = 'placed')::integer AS "openOrders",
  (array_agg(orders.id ORDER BY orders.created_at DESC))[1] AS "lastOrderId"
FROM customers
LEFT JOIN orders ON orders.buyer_id = customers.id
GROUP BY customers.id;

COMMIT;
