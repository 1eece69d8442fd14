import { expect, it } from 'vitest';
import { minimalDocument } from '../../../makers/migration.ts';
import { startApi } from '../../../makers/control-plane-api.ts';

const orders = '/v1/migrations/orders-v2';
const epoch = new Date(0).toISOString();

it('a data cycle is shown with its gaps, and begins anew once the shadow was reset', async () => {
  const { call } = await startApi();
  await call('PUT', orders, { body: minimalDocument({ mirror: { writes: 'none' } }) });
  const gaps = [{ reason: 'writes-not-mirrored', from: epoch, to: null }];
  const first = { number: 1, startedAt: epoch, gaps };
  expect((await call('GET', `${orders}/status`)).json).toMatchObject({ cycle: first });
  expect((await call('GET', '/v1/migrations')).json).toMatchObject({ migrations: [{ cycle: first }] });

  await call('PATCH', `${orders}/mirror`, { body: { writes: 'all' } });
  expect((await call('GET', `${orders}/status`)).json).toMatchObject({ cycle: { gaps: [{ to: epoch }] } });

  const begun = await call('POST', `${orders}/cycle`, { headers: { 'if-match': '"2"' } });
  expect([begun.status, begun.headers.get('etag')]).toEqual([200, '"3"']);
  expect(begun.json).toEqual({
    name: 'orders-v2',
    revision: 3,
    cycle: { number: 2, startedAt: epoch, gaps: [] },
  });
  expect((await call('POST', `${orders}/cycle`, { headers: { 'if-match': '"2"' } })).status).toBe(412);
  expect((await call('POST', '/v1/migrations/none/cycle')).status).toBe(404);
  expect((await call('GET', `${orders}/audit`)).json).toMatchObject({
    entries: [
      { action: 'startCycle', before: { cycle: { number: 1 } }, after: { cycle: { number: 2 } } },
      {},
      {},
    ],
  });
});

it('a halt opens a gap at once, with the store away too', async () => {
  const { call, store } = await startApi();
  await call('PUT', orders, { body: minimalDocument() });
  store.setReachable(false);
  await call('GET', `${orders}/audit`);
  expect((await call('POST', `${orders}/halt`)).status).toBe(202);
  expect((await call('GET', `${orders}/status`)).json).toMatchObject({
    cycle: { gaps: [{ reason: 'halted', from: epoch, to: null }] },
  });
});
