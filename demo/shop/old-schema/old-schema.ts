import { sharedStatements, type ShopStatements } from '../shop-statements.ts';

const productColumns = 'id, name, category, unit_price::float8 AS "unitPrice"';
const orderColumns = 'id, status, note, created_at AS "createdAt"';

export const oldSchema: ShopStatements = {
  ...sharedStatements,
  listProducts: `SELECT ${productColumns} FROM products WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
  findProduct: `SELECT ${productColumns}, description FROM products WHERE id = $1`,
  searchProducts: `
    SELECT ${productColumns} FROM products
    WHERE strpos(lower(name), lower($1)) > 0 AND ($2::text IS NULL OR category = $2)
    ORDER BY name, id`,
  findCustomer: 'SELECT id, name, email FROM customers WHERE id = $1',
  saveCustomer: `
    INSERT INTO customers (id, name, email) VALUES ($1, $2, $3)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email
    RETURNING id, name, email`,
  placeOrder: `
    INSERT INTO orders (customer_id, status, note, lines)
    SELECT $1, 'placed', $2, jsonb_agg(
      jsonb_build_object('productId', products.id, 'quantity', line.quantity, 'unitPrice', products.unit_price)
      ORDER BY line.position)
    FROM unnest($3::uuid[], $4::integer[]) WITH ORDINALITY AS line (product_id, quantity, position)
    JOIN products ON products.id = line.product_id
    HAVING count(*) = cardinality($3::uuid[])
    RETURNING ${orderColumns}, lines`,
  findOrder: `SELECT ${orderColumns}, lines FROM orders WHERE id = $1 AND customer_id = $2`,
  listOrders: `
    SELECT ${orderColumns} FROM orders
    WHERE customer_id = $1
      AND ($2::text IS NULL OR (created_at, id) > (SELECT created_at, id FROM orders WHERE id::text = $2))
    ORDER BY created_at, id LIMIT $3`,
  updateOrder: `UPDATE orders SET status = $3, note = $4 WHERE id = $1 AND customer_id = $2 RETURNING ${orderColumns}`,
};
