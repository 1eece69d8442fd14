import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlHalves } from './rig/control-halves.ts';
import { envoyCounters } from './rig/envoy-counters.ts';
import { eventually } from './rig/eventually.ts';
import { name, reportAfter, startSameVersionThrice } from './rig/same-version-thrice.ts';
import { settledReport } from './rig/settled-report.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json, type Answer } from './rig/upstream.ts';
import { evidenceOf, verdictOf } from './rig/verdict.ts';

describe('the same version as primary, shadow and control, each on its own clone', () => {
  let rig: MirrorRig;

  beforeAll(async () => {
    rig = await startSameVersionThrice();
    await rig.untilConfirmed(100);
  });

  afterAll(async () => {
    await rig.stop();
  });

  it('shows no difference on either, writes included, and says how many were set aside', async () => {
    const { findings, outcome, ledger } = await reportAfter(rig, 6_000);
    const { compared = 0, raced = 0, tainted = 0 } = ledger.fates;
    const halves = await controlHalves(rig);
    console.info(
      `fates: ${JSON.stringify({ compared, raced, tainted })}, controls: ${JSON.stringify(halves)}`,
    );
    expect(findings).toEqual([]);
    expect(outcome).toBe('no-differences-found');
    expect(compared + raced + tainted).toBe(ledger.captured);
    const { differing = 0, equal = 0 } = halves;
    expect(differing).toBe(0);
    expect(equal).toBeGreaterThan(0.9 * ledger.captured);
    expect(ledger.envoy.disagreements).toEqual([]);
    const { outcome: verdict, confirmed, noise, reasons } = await verdictOf(rig, name);
    console.info(`verdict: ${verdict}, ${[...new Set(reasons.map(({ code }) => code))].join(', ')}`);
    expect([verdict, confirmed, noise]).toEqual([expect.not.stringMatching('fail'), [], []]);
  });

  it('sends a copy of every request to both, and counts the shadow’s alone as mirrored', async () => {
    const { captured, envoy } = await eventually('Envoy’s last report', async () => {
      const ledger = await rig.api.ledger(name);
      return ledger.envoy.captured === ledger.captured && ledger;
    });
    const hops = `^http\\.${name}/(hop|control-hop)\\.downstream_rq_total$`;
    const counters = await envoyCounters(rig.stack.envoyAdminUrl, hops);
    expect(Object.values(counters)).toEqual([captured, captured]);
    expect(envoy.mirrored).toBe(captured);
  });
});

describe('a control beside a service with fields that are random in 30 % of answers', () => {
  const migration = 'noisy';
  /** By method, as they reached the control. */
  const seen = new Map<string, number>();
  let rig: MirrorRig;

  const noisy: Answer = (request, _body, response) => {
    // A measurement: what looks like an id would be taken for one.
    const load = Math.random() < 0.3 ? { load: Math.random() } : {};
    json(response, 200, { path: request.url, ...load });
  };

  beforeAll(async () => {
    rig = await startRig({
      name: migration,
      primary: noisy,
      shadow: noisy,
      control: {
        answer: (request, body, response) => {
          const { method = '' } = request;
          seen.set(method, (seen.get(method) ?? 0) + 1);
          noisy(request, body, response);
        },
        ownDatabase: false,
      },
      mirror: { percent: 100, writes: 'all', safe: [{ method: 'POST', path: '/search' }] },
    });
    await rig.untilConfirmed(100);
  });

  afterAll(async () => {
    await rig.stop();
  });

  const send = (requests: number, method: string, path: (number: number) => string) =>
    settledReport(rig, migration, {
      requests,
      send: () =>
        rig.client.sendAll(
          Array.from({ length: requests }, (_, number) => ({ method, path: path(number) })),
          8,
        ),
    });

  it('sees as much of it as the shadow', async () => {
    // Before the comparator knows the migration it knows of no control.
    await eventually('a control to be told of', async () => {
      await rig.client.send({ path: '/orders/1' });
      return (await controlHalves(rig)).equal;
    });
    const before = await controlHalves(rig);
    const { pairs } = await send(1_000, 'GET', (number) => `/orders/${number}`);
    const { equal = 0, differing = 0 } = await controlHalves(rig);
    const compared = equal + differing - (before.equal ?? 0) - (before.differing ?? 0);
    expect(compared).toBeGreaterThanOrEqual(1_000);
    // 1 - 0.7² = 51 % on each; five standard deviations of 1,000 are 8 %.
    for (const share of [pairs.differing / pairs.compared, differing / (equal + differing)]) {
      expect(share).toBeGreaterThan(0.43);
      expect(share).toBeLessThan(0.59);
    }
    const { controlled, endpoints, findings: all } = await evidenceOf(rig, migration);
    const ofOrders = ({ endpoint }: { readonly endpoint: string }) => endpoint === 'GET /orders/{id}';
    const findings = all.filter(ofOrders);
    expect(controlled).toBe(true);
    expect(endpoints.find(ofOrders)?.controlled).toBeGreaterThanOrEqual(1_000);
    expect(findings.map(({ path, class: kind }) => `${kind} ${path}`).sort()).toEqual([
      'extra-field $.load',
      'missing-field $.load',
      'value $.load',
    ]);
    for (const { count, controlCount } of findings) {
      // Five standard deviations of the difference of two counts out of 1,000.
      expect(Math.abs(count - controlCount)).toBeLessThan(100);
    }
    const verdict = await verdictOf(rig, migration);
    expect(verdict.outcome).not.toBe('fail');
    expect(verdict.confirmed).toEqual([]);
    expect(verdict.noise.map(({ path }) => path)).toContain('$.load');
  });

  it('gets no unsafe request without a database of its own, not even one that is declared safe', async () => {
    const { ledger } = await send(200, 'PUT', (number) => `/orders/${number}`);
    await send(200, 'POST', () => '/search');
    expect(ledger.fates['compared']).toBeGreaterThan(0);
    expect(seen.get('GET')).toBeGreaterThanOrEqual(1_000);
    expect([...seen.keys()]).toEqual(['GET']);
    // None of them waited for a control, so none is missed.
    expect((await controlHalves(rig)).absent).toBeUndefined();
  });

  it('gets them as soon as it has one', async () => {
    const { epoch } = await rig.api.report(migration);
    await rig.configure({
      control: { hosts: [`127.0.0.1:${rig.control?.port ?? 0}`], ownDatabase: true },
    });
    // Pairs count under the configuration that the comparator knows, which it asks for once a second.
    await eventually('the comparator to know of it', async () => {
      return (await rig.api.report(migration)).epoch?.id !== epoch?.id;
    });
    await eventually('writes to reach it', async () => {
      await rig.client.send({ method: 'PUT', path: '/orders/1' });
      return (seen.get('PUT') ?? 0) > 0;
    });
  });

  it('changes nothing for clients nor for the pairs when it is dead, and that is counted', async () => {
    await rig.control?.close();
    const controlsBefore = await controlHalves(rig);
    let answered = 0;
    const after = await settledReport(rig, migration, {
      requests: 500,
      send: () =>
        rig.client.sendAll(
          // Where nothing was written, so that none is set aside.
          Array.from({ length: 500 }, (_, number) => ({ path: `/carts/${number}` })),
          8,
          (_, { status }) => {
            answered += status === 200 ? 1 : 0;
          },
        ),
    });
    expect(answered).toBe(500);
    // The change of the control began a new epoch.
    expect(after.pairs.compared).toBeGreaterThanOrEqual(500);
    expect(after.ledger.envoy.disagreements).toEqual([]);
    const controls = await controlHalves(rig);
    expect((controls.failed ?? 0) - (controlsBefore.failed ?? 0)).toBeGreaterThanOrEqual(500);
  });
});
