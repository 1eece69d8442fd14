import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import { pageOf } from './page.ts';
import * as requests from './shop-requests.ts';
import type { ShopStatements } from './shop-statements.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string | number };

/** PostgreSQL's unique_violation. */
const uniqueViolation = '23505';

/** The shop's HTTP API on either schema: the statements are all that differs. */
export function shopApi(database: Pool, statements: ShopStatements): Express {
  const rows = async (statement: keyof ShopStatements, ...values: unknown[]): Promise<Row[]> =>
    (await database.query<Row>(statements[statement], values)).rows;

  const answerOne = (response: Response, [row]: readonly Row[], status = 200): void => {
    if (row === undefined) response.status(404).json({ error: 'not found' });
    else response.status(status).json(row);
  };
  const idOf = (request: Request): string => requests.idInPath.parse(request.params).id;
  const orderOf = (request: Request): string => requests.orderInPath.parse(request.params).id;
  const customerOf = (request: Request): string =>
    requests.customerHeader.parse(request.headers)['x-customer-id'];

  const api = express();
  api.disable('x-powered-by');
  api.disable('etag');
  api.use(express.json({ limit: '64kb' }));

  api.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });

  api.get('/products', async (request, response) => {
    const { cursor, limit } = requests.pageQuery.parse(request.query);
    response.json(pageOf(await rows('listProducts', cursor ?? null, limit + 1), limit));
  });
  api.get('/products/:id', async (request, response) => {
    answerOne(response, await rows('findProduct', idOf(request)));
  });
  api.post('/search', async (request, response) => {
    const { text, category } = requests.searchBody.parse(request.body);
    response.json({ items: await rows('searchProducts', text, category) });
  });
  api.get('/delivery-options', async (_request, response) => {
    response.json({ options: await rows('listDeliveryOptions') });
  });

  api.get('/customers/:id', async (request, response) => {
    answerOne(response, await rows('findCustomer', idOf(request)));
  });
  api.get('/customers/:id/summary', async (request, response) => {
    answerOne(response, await rows('findCustomerSummary', idOf(request)));
  });
  api.put('/customers/:id', async (request, response) => {
    const { name, email } = requests.customerBody.parse(request.body);
    answerOne(response, await rows('saveCustomer', idOf(request), name, email));
  });
  // Addresses are for the parcel's label; the API never shows them again.
  api.put('/customers/:id/address', async (request, response) => {
    const { street, city, postcode, country } = requests.addressBody.parse(request.body);
    answerOne(response, await rows('saveAddress', idOf(request), street, city, postcode, country));
  });

  api.get('/orders', async (request, response) => {
    const { cursor, limit } = requests.ordersQuery.parse(request.query);
    response.json(pageOf(await rows('listOrders', customerOf(request), cursor ?? null, limit + 1), limit));
  });
  api.get('/orders/:id', async (request, response) => {
    answerOne(response, await rows('findOrder', orderOf(request), customerOf(request)));
  });
  api.post('/orders', async (request, response) => {
    const { note, lines } = requests.orderBody.parse(request.body);
    const productIds = lines.map((line) => line.productId);
    const quantities = lines.map((line) => line.quantity);
    const placed = await rows('placeOrder', customerOf(request), note, productIds, quantities);
    if (placed.length === 0) response.status(422).json({ error: 'unknown product' });
    else answerOne(response, placed, 201);
  });
  api.patch('/orders/:id', async (request, response) => {
    const { status, note } = requests.orderChange.parse(request.body);
    answerOne(response, await rows('updateOrder', orderOf(request), customerOf(request), status, note));
  });

  api.use((_request, response) => {
    response.status(404).json({ error: 'not found' });
  });
  api.use(answerError);
  return api;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof z.ZodError) {
    response.status(400).json({ error: z.prettifyError(error) });
  } else if (hasField(error, 'code') && error.code === uniqueViolation) {
    response.status(409).json({ error: 'already exists' });
  } else if (hasField(error, 'type') && error.type === 'entity.parse.failed') {
    response.status(400).json({ error: 'the body is not JSON' });
  } else {
    response.status(500).json({ error: 'internal error' });
  }
};

function hasField<Name extends string>(error: unknown, name: Name): error is Record<Name, unknown> {
  return typeof error === 'object' && error !== null && name in error;
}
