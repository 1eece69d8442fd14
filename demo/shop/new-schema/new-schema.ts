import { sharedStatements, type ShopStatements } from '../shop-statements.ts';

const productColumns =
  'products.id, products.name, categories.name AS category, products.unit_price::float8 AS "unitPrice"';
const productTables = 'products JOIN categories ON categories.id = products.category_id';
const orderColumns = 'id, status, note, created_at AS "createdAt"';
const linesAsJson = `
  jsonb_agg(
    jsonb_build_object('productId', product_id, 'quantity', quantity, 'unitPrice', unit_price)
    ORDER BY position)`;

export const newSchema: ShopStatements = {
  ...sharedStatements,
  listProducts: `
    SELECT ${productColumns} FROM ${productTables}
    WHERE $1::uuid IS NULL OR products.id > $1
    ORDER BY products.id LIMIT $2`,
  findProduct: `SELECT ${productColumns}, products.description FROM ${productTables} WHERE products.id = $1`,
  searchProducts: `
    SELECT ${productColumns} FROM ${productTables}
    WHERE strpos(lower(products.name), lower($1)) > 0 AND ($2::text IS NULL OR categories.name = $2)
    ORDER BY products.name, products.id`,
  findCustomer: 'SELECT id, full_name AS name, email FROM customers WHERE id = $1',
  saveCustomer: `
    INSERT INTO customers (id, full_name, email) VALUES ($1, $2, $3)
    ON CONFLICT (id) DO UPDATE SET full_name = excluded.full_name, email = excluded.email
    RETURNING id, full_name AS name, email`,
  placeOrder: `
    WITH wanted AS (
      SELECT line.position, line.quantity, products.id AS product_id, products.unit_price
      FROM unnest($3::uuid[], $4::integer[]) WITH ORDINALITY AS line (product_id, quantity, position)
      JOIN products ON products.id = line.product_id
    ), placed AS (
      INSERT INTO orders (buyer_id, status, note)
      SELECT $1, 'placed', $2 WHERE (SELECT count(*) FROM wanted) = cardinality($3::uuid[])
      RETURNING ${orderColumns}
    ), lines AS (
      INSERT INTO order_lines (order_id, position, product_id, quantity, unit_price)
      SELECT placed.id, wanted.position, wanted.product_id, wanted.quantity, wanted.unit_price FROM placed, wanted
      RETURNING position, product_id, quantity, unit_price
    )
    SELECT placed.*, (SELECT ${linesAsJson} FROM lines) AS lines FROM placed`,
  findOrder: `
    SELECT ${orderColumns}, (SELECT ${linesAsJson} FROM order_lines WHERE order_id = orders.id) AS lines
    FROM orders WHERE id = $1 AND buyer_id = $2`,
  listOrders: `
    SELECT ${orderColumns} FROM orders
    WHERE buyer_id = $1
      AND ($2::text IS NULL OR (created_at, id) > (SELECT created_at, id FROM orders WHERE id::text = $2))
    ORDER BY created_at, id LIMIT $3`,
  updateOrder: `UPDATE orders SET status = $3, note = $4 WHERE id = $1 AND buyer_id = $2 RETURNING ${orderColumns}`,
};
