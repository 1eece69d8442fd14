import type { CapturedBody, Exchange, Side } from '../../comparator/exchange/exchange.ts';
import type { Asked, Operation, ShopAnswer } from './simulated-shop.ts';

export const streamMigration = 'orders-v2';
export const streamSeed = '00112233445566aa';

export interface Served {
  readonly side: Side;
  readonly asked: Asked;
  readonly answer: ShopAnswer;
  readonly startUs: number;
  readonly takesUs: number;
}

/** Envoy's own work, before the request is passed on and after the answer. */
const proxyUs = 200;

const noFlags: Exchange['flags'] = new Set();

/** What Envoy logs of a request that one upstream served. */
export function simulatedExchange({ side, asked, answer, startUs, takesUs }: Served): Exchange {
  const { method, path, body } = requestOf(asked.operation);
  return {
    migration: streamMigration,
    side,
    id: { seed: streamSeed, number: asked.number },
    route: 'mirror',
    key: side === 'primary' ? `tenant-${asked.tenant}` : undefined,
    request: {
      method,
      path,
      headers: {},
      body: side === 'primary' && body !== undefined ? captured(body) : undefined,
    },
    response: {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
      body: captured(answer.body),
    },
    startedAtUs: Math.round(startUs),
    endedAtUs: Math.round(startUs + takesUs + proxyUs),
    upstreamTimeUs: Math.round(takesUs),
    requestComplete: true,
    flags: noFlags,
    details: 'via_upstream',
  };
}

function requestOf(operation: Operation): { method: string; path: string; body?: unknown } {
  switch (operation.kind) {
    case 'create': {
      const { customer, note, skus } = operation;
      return { method: 'POST', path: '/orders', body: { customerId: customer, note, skus } };
    }
    case 'read':
      return { method: 'GET', path: `/orders/${operation.id}` };
    case 'update':
      return { method: 'PATCH', path: `/orders/${operation.id}`, body: { status: operation.status } };
    case 'list':
      return { method: 'GET', path: '/orders' };
    case 'summary':
      return { method: 'GET', path: '/summary' };
    case 'product':
      return { method: 'GET', path: `/products/${operation.sku}` };
  }
}

function captured(body: unknown): CapturedBody {
  const data = Buffer.from(JSON.stringify(body));
  return { data, base64: false, totalBytes: data.byteLength, truncated: false };
}
