-- What the shop holds before the first request. Ids are hashes of readable names, so that the traffic knows its customers; orders are
-- numbered.

INSERT INTO products (id, name, category, description, unit_price)
SELECT
  md5('product ' || n)::uuid,
  (ARRAY['Oak', 'Steel', 'Linen', 'Cork', 'Brass', 'Walnut'])[1 + n % 6] || ' '
    || (ARRAY['shelf', 'lamp', 'stool', 'tray', 'hook', 'bench', 'clock'])[1 + n % 7] || ' ' || n,
  (ARRAY['furniture', 'lighting', 'kitchen', 'hallway'])[1 + n % 4],
  CASE n % 3
    WHEN 0 THEN 'Made to order in our own workshop.'
    ELSE 'Made to order in our own workshop, oiled twice by hand, and delivered in a box that is its own stand, batch ' || n || '.'
  END,
  -- Lamps are sold by the thousand and priced to the hundredth of a cent; everything else has whole cents.
  CASE n % 4 WHEN 1 THEN 2 + n * 0.1037 ELSE 20 + n * 1.25 END
FROM generate_series(1, 80) AS n;

INSERT INTO delivery_options (code, speed, carrier) VALUES
  ('bike', 'express', 'Pedal & Sons'),
  ('van', 'standard', 'Northline'),
  ('pickup', 'economy', 'Corner shops'),
  ('rail', 'economy', 'Freight cooperative');

INSERT INTO customers (id, name, email)
SELECT md5('customer ' || n)::uuid, 'Customer ' || n, 'customer-' || n || '@shop.example'
FROM generate_series(1, 200) AS n;

INSERT INTO addresses (customer_id, street, city, postcode, country)
SELECT
  md5('customer ' || n)::uuid,
  n || ' Harbour Road',
  CASE n % 10 WHEN 0 THEN 'Hong Kong' ELSE 'Bergen' END,
  CASE n % 10 WHEN 0 THEN NULL ELSE (5000 + n)::text END,
  CASE n % 10 WHEN 0 THEN 'HK' ELSE 'NO' END
FROM generate_series(1, 200) AS n;

INSERT INTO orders (id, customer_id, status, note, lines, created_at)
SELECT
  n,
  md5('customer ' || 1 + n % 200)::uuid,
  'shipped',
  CASE n % 5 WHEN 0 THEN 'Please ring twice' END,
  (
    SELECT jsonb_agg(jsonb_build_object('productId', id, 'quantity', 1 + n % 3, 'unitPrice', unit_price) ORDER BY id)
    FROM products
    WHERE id IN (md5('product ' || 1 + n % 80)::uuid, md5('product ' || 1 + n * 7 % 80)::uuid)
  ),
  timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 1000) AS n;

ALTER TABLE orders ALTER COLUMN id RESTART WITH 1001;
