import { describe, expect, test } from 'vitest';
import { judge } from '../../comparator/verdict/judge.ts';
import { pair, type ExchangeParts } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';

const endpoints = [
  'orders',
  'customers',
  'carts',
  'products',
  'invoices',
  'stock',
  'users',
  'tags',
  'notes',
  'areas',
];

const refusals: readonly ExchangeParts[] = [
  { status: 401, body: '{"error":"who are you?"}' },
  { status: 403, body: '' },
  { status: 302, headers: { location: '/login?next=%2Forders' }, body: '' },
];

/** Every endpoint is asked by many; the shadow knows none of them. */
async function turnedAway() {
  const it = await openPipeline([{ ...orders, gates: { ...orders.gates, setAside: 1 } }]);
  let number = 0;
  for (const endpoint of endpoints) {
    for (const refusal of refusals) {
      for (const key of ['tenant-1', 'tenant-2', 'tenant-3', 'tenant-4']) {
        number += 1;
        const request = { path: `/${endpoint}` };
        const { primary, shadow } = pair({ number, key, request }, { shadow: refusal });
        it.receive(primary, shadow);
      }
    }
  }
  it.pass(1_000);
  return { it, requests: number };
}

describe('a shadow that turns away whom the primary lets in', () => {
  test('is one finding, however many endpoints show it and in whatever way', async () => {
    const { it, requests } = await turnedAway();
    const { findings, ledger } = await it.report();
    expect(findings).toMatchObject([
      { endpoint: '*', path: 'sign-in', class: 'status', count: requests, keys: 4 },
    ]);
    expect(ledger.fates.auth).toBe(requests);
    expect(ledger.setAside).toHaveLength(endpoints.length);
    expect(ledger.setAside).toContainEqual({
      fate: 'auth',
      cause: 'sign-in',
      endpoint: 'GET /orders',
      requests: requests / endpoints.length,
    });
  });

  test('is one reason of the verdict, which says what helps, and counts as no difference of an endpoint', async () => {
    const { it, requests } = await turnedAway();
    const { outcome, reasons, confirmed, rest } = judge(await it.evidence(), new Date(0));
    expect(outcome).toBe('inconclusive');
    const about = reasons.filter(({ text }) => text.includes('turned away'));
    expect(about).toMatchObject([{ effect: 'blocks', code: 'auth' }]);
    expect(about[0]?.text).toContain(String(requests));
    for (const remedy of ['signing keys', 'session store', 'identity header'])
      expect(about[0]?.text).toContain(remedy);
    expect(confirmed).toEqual([]);
    expect(rest).toMatchObject({ n: 0, k: 0 });
  });
});
