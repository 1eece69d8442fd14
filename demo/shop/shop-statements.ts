/**
 * What the shop asks of its database. Every schema answers the same questions with rows that already have the API's
 * field names, so that the API is written once and a schema is its statements.
 */
export interface ShopStatements {
  /** `$1` the last id seen or null, `$2` how many. */
  readonly listProducts: string;
  /** `$1` product id. */
  readonly findProduct: string;
  /** `$1` text in the name, `$2` category or null. */
  readonly searchProducts: string;
  readonly listDeliveryOptions: string;
  /** `$1` customer id. */
  readonly findCustomer: string;
  /** `$1` customer id. The row of the view is the answer, with whatever columns it has. */
  readonly findCustomerSummary: string;
  /** `$1` customer id, `$2` name, `$3` email. */
  readonly saveCustomer: string;
  /** `$1` customer id, `$2` street, `$3` city, `$4` postcode or null, `$5` country. */
  readonly saveAddress: string;
  /** `$1` customer id, `$2` note or null, `$3` product ids, `$4` quantities. The database numbers the order. No row when a product is unknown. */
  readonly placeOrder: string;
  /** `$1` order id, `$2` customer id. */
  readonly findOrder: string;
  /** `$1` customer id, `$2` the last id seen or null, `$3` how many. The oldest first. */
  readonly listOrders: string;
  /** `$1` order id, `$2` customer id, `$3` status, `$4` note or null. No row when there is no such order. */
  readonly updateOrder: string;
}

/** The questions that both schemas answer in the same words. */
export const sharedStatements = {
  listDeliveryOptions: 'SELECT code, speed, carrier FROM delivery_options ORDER BY speed, code',
  findCustomerSummary: 'SELECT * FROM customer_summaries WHERE id = $1',
  saveAddress: `
    INSERT INTO addresses (customer_id, street, city, postcode, country) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (customer_id) DO UPDATE
      SET street = excluded.street, city = excluded.city, postcode = excluded.postcode, country = excluded.country
    RETURNING street, city, postcode, country`,
} satisfies Partial<ShopStatements>;
