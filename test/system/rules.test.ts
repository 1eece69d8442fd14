import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedRule, Report } from './rig/api.ts';
import { eventually } from './rig/eventually.ts';
import { settledReport } from './rig/settled-report.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json, type Answer } from './rig/upstream.ts';

const name = 'ruled';
const endpoint = 'GET /orders/{id}';
const requests = 60;
const owned = { endpoint, owner: 'orders-team', reason: 'the new version rounds tax by itself' };

/** The two differ in one field of an order. */
const selling =
  (tax: string): Answer =>
  (request, _body, response) => {
    const order = { total: { net: '10.00', gross: '11.90', tax }, state: 'paid' };
    json(response, 200, request.url?.startsWith('/orders/') === true ? order : { ready: true });
  };

describe('rules, through the API, on a shadow that differs in one field', () => {
  let rig: MirrorRig;
  /** Nothing is sent after it, so whatever changes is computed from what is stored. */
  let unruled: Report;

  beforeAll(async () => {
    rig = await startRig({
      name,
      primary: selling('1.90'),
      shadow: selling('1.91'),
      mirror: { percent: 100, writes: 'all' },
    });
    await rig.untilConfirmed(100);
    unruled = await settledReport(rig, name, {
      requests,
      send: () =>
        rig.client.sendAll(
          Array.from({ length: requests }, (_, number) => ({ path: `/orders/${number}` })),
          8,
        ),
    });
  });

  afterAll(async () => {
    await rig.stop();
  });

  const placesOf = ({ findings }: Report) => findings.map(({ path, count }) => ({ path, count }));
  const theDifference = [{ path: '$.total.tax', count: requests }];

  /** The report once it shows these findings. */
  const reportThatShows = (what: string, places: readonly object[]): Promise<Report> =>
    eventually(what, async () => {
      const report = await rig.api.report(name);
      return JSON.stringify(placesOf(report)) === JSON.stringify(places) && report;
    });

  /** The rule once the comparator says this of it. */
  const ruleThatIs = (id: string, standing: string): Promise<ListedRule> =>
    eventually(`rule ${id} to be ${standing}`, async () => {
      const { rules } = await rig.api.rules(name);
      return rules.find((rule) => rule.id === id && rule.use?.standing === standing);
    });

  const pairsBut = (differing: number) => ({
    compared: unruled.pairs.compared,
    identical: unruled.pairs.compared - differing,
    differing,
  });

  it('shows the difference without one', () => {
    expect(placesOf(unruled)).toEqual(theDifference);
    expect(unruled.pairs).toEqual(pairsBut(requests));
  });

  it('refuses one that would hide most fields, with which of them, added alone or with a document', async () => {
    const broad = { ...owned, path: '$.total.*' };
    const refused = /: 422 .*\$\.total\.\*.* would hide 3 of the 4 fields of GET \/orders\/\{id\}/;
    await expect(rig.api.addRule(name, broad)).rejects.toThrow(refused);
    await expect(rig.configure({ compare: { rules: [broad] } })).rejects.toThrow(refused);
    expect((await rig.api.rules(name)).rules).toEqual([]);
    expect((await rig.api.report(name)).epoch).toEqual(unruled.epoch);
  });

  it('hides exactly what one names, in a new epoch and in all that was found before, and shows it again without', async () => {
    await rig.api.addRule(name, { ...owned, id: 'tax', path: '$.total.tax' });
    const ruled = await reportThatShows('the difference to be hidden', []);
    expect(ruled.epoch?.id).not.toBe(unruled.epoch?.id);
    expect(ruled.epoch?.recomputed).toBe('exact');
    expect(ruled.outcome).toBe('no-differences-found');
    expect(ruled.pairs).toEqual(pairsBut(0));
    expect((await ruleThatIs('tax', 'active')).use?.hits).toBe(requests);

    await rig.api.removeRule(name, 'tax');
    const again = await reportThatShows('the difference to be back', theDifference);
    expect(again.pairs).toEqual(unruled.pairs);
    expect(again.ledger.captured).toBe(unruled.ledger.captured);
  });

  it('hides nothing any more from the moment that it expires, and says so', async () => {
    // Long enough for a comparator that asks for rules once a second to be seen applying it.
    const expires = new Date(Date.now() + 5_000);
    await rig.api.addRule(name, {
      ...owned,
      id: 'tax-for-now',
      path: '$.total.tax',
      expires: expires.toISOString(),
    });
    const ruled = await reportThatShows('the difference to be hidden', []);
    expect(ruled.pairs).toEqual(pairsBut(0));

    const expired = await reportThatShows('the difference to be back', theDifference);
    expect(Date.now()).toBeGreaterThanOrEqual(expires.getTime());
    expect(expired.pairs).toEqual(unruled.pairs);
    expect((await ruleThatIs('tax-for-now', 'expired')).use?.hits).toBe(requests);

    await rig.api.removeRule(name, 'tax-for-now');
    expect((await rig.api.rules(name)).rules).toEqual([]);
    const last = await rig.api.report(name);
    expect([placesOf(last), last.pairs]).toEqual([theDifference, unruled.pairs]);
    expect(last.ledger.captured).toBe(unruled.ledger.captured);
  });
});
