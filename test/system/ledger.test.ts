import type { EvidenceDocument } from '../../comparator/verdict/evidence-document.ts';
import { evidenceFromJson } from '../../comparator/verdict/evidence-json.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from './rig/api.ts';
import type { RequestParts } from './rig/client.ts';
import { envoyCounters } from './rig/envoy-counters.ts';
import { eventually } from './rig/eventually.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json, type Answer } from './rig/upstream.ts';

const name = 'ledger';
const requests = 20_000;
const maxBodyBytes = 50_000;

/** What one request of the mix does to the books; every kind comes round in turn. */
function mixed(index: number): RequestParts {
  const headers = { 'x-tenant-id': `tenant-${index % 500}`, 'content-type': 'application/json' };
  switch (index % 20) {
    case 0:
      return { method: 'POST', path: '/orders', headers, body: JSON.stringify({ index }) };
    case 1:
      return { path: '/missing', headers };
    case 2:
      return { path: '/shadow-fails', headers };
    case 3:
      return index % 400 === 3
        ? { method: 'POST', path: '/upload', headers, body: 'x'.repeat(maxBodyBytes + 1) }
        : { path: '/', headers };
    case 4:
      return { path: '/forbidden', headers };
    case 5:
      return index % 100 === 5 ? { path: '/long', headers } : { path: '/', headers };
    case 6:
      return { method: 'HEAD', path: '/', headers };
    case 7:
      return { method: 'DELETE', path: '/orders/1', headers };
    default:
      return { path: `/orders/${index}`, headers };
  }
}

function answering(side: 'primary' | 'shadow'): Answer {
  return (request, _body, response) => {
    switch (request.url) {
      case '/missing':
        json(response, 404, { error: 'none' });
        return;
      case '/shadow-fails':
        json(response, side === 'shadow' ? 500 : 200, {});
        return;
      case '/forbidden':
        json(response, side === 'shadow' ? 403 : 200, {});
        return;
      case '/long':
        json(response, 200, { text: 'x'.repeat(100_000) });
        return;
      default:
        json(response, 200, { path: request.url });
    }
  };
}

describe('the ledger, on a real Envoy', () => {
  let rig: MirrorRig;

  beforeAll(async () => {
    rig = await startRig({
      name,
      primary: answering('primary'),
      shadow: answering('shadow'),
      mirror: { percent: 100, writes: 'all', key: { header: 'x-tenant-id' }, maxBodyBytes },
    });
    await rig.untilConfirmed(100);
    // What is lost before the first pair is of no epoch.
    await rig.client.send({ path: '/first', headers: { 'x-tenant-id': 'first' } });
    await eventually('the first pair', async () => (await rig.api.report(name)).pairs.compared > 0);
  });

  afterAll(async () => {
    await rig.stop();
  });

  async function captured(): Promise<number> {
    const counters = await envoyCounters(rig.stack.envoyAdminUrl, 'umbra_captured');
    return Object.values(counters).reduce((total, count) => total + count, 0);
  }

  function settled(): Promise<Ledger> {
    return eventually(
      'every captured request to have its fate',
      async () => {
        const ledger = await rig.api.ledger(name);
        return ledger.captured === (await captured()) && ledger.inFlight === 0 && ledger;
      },
      60_000,
    );
  }

  it('accounts for all of 20,000 mixed requests, and agrees with Envoy', async () => {
    const mix = Array.from({ length: requests }, (_, index) => mixed(index));
    const before = await captured();
    await rig.client.sendAll(mix, 16);

    const ledger = await settled();
    expect(ledger.captured - before).toBe(requests);
    expect(ledger.balanced).toBe(true);
    expect(Object.values(ledger.fates).reduce((total, count) => total + count, 0)).toBe(ledger.captured);

    const planned = (matches: (parts: RequestParts) => boolean) => mix.filter(matches).length;
    expect(ledger.fates).toMatchObject({
      'shadow-error': planned(({ path }) => path === '/shadow-fails'),
      auth: planned(({ path }) => path === '/forbidden'),
      'too-large': planned(({ path }) => path === '/upload'),
      truncated: planned(({ path }) => path === '/long'),
    });

    const counters = await envoyCounters(
      rig.stack.envoyAdminUrl,
      `^(http\\.${name}/hop\\.downstream_rq_total|cluster\\.${name}/hop\\.upstream_rq_(pending_overflow|active_overflow|cancelled))$`,
    );
    const offered = Object.values(counters).reduce((total, count) => total + count, 0);
    expect(offered + (ledger.fates['too-large'] ?? 0)).toBe(ledger.captured);
  });

  it('names the client that left before its upload was complete', async () => {
    const before = await settled();
    for (let index = 0; index < 20; index += 1)
      await rig.client.abort({ path: '/orders', headers: { 'x-tenant-id': 'left' } }, '{"half":');
    const after = await eventually('the aborted uploads in the ledger', async () => {
      const ledger = await settled();
      return (ledger.fates['aborted'] ?? 0) > (before.fates['aborted'] ?? 0) && ledger;
    });

    expect(after.balanced).toBe(true);
    expect((after.fates['aborted'] ?? 0) - (before.fates['aborted'] ?? 0)).toBe(
      after.captured - before.captured,
    );
  });

  it('shows what was lost while the comparator was dead under that cause', async () => {
    const before = await settled();
    rig.stack.processes.comparator.kill('SIGKILL');
    await rig.client.sendAll(
      Array.from({ length: 500 }, (_, index) => ({
        path: `/lost/${index}`,
        headers: { 'x-tenant-id': `tenant-${index}` },
      })),
      16,
    );
    await rig.stack.restart('comparator');
    // A later number makes the hole visible: nothing else can, for Envoy counts these entries as written.
    await eventually('entries to arrive again', async () => {
      await rig.client.sendAll(
        Array.from({ length: 16 }, () => ({ path: '/later', headers: { 'x-tenant-id': 'later' } })),
        16,
      );
      return (await rig.api.ledger(name)).captured > before.captured;
    });

    const after = await settled();
    expect(after.balanced).toBe(true);
    expect(after.fates['lost-comparator']).toBeGreaterThan(0);
    const named = ['compared', 'lost-comparator', 'primary-only', 'shadow-only', 'late'] as const;
    const grown = named.reduce(
      (total, fate) => total + (after.fates[fate] ?? 0) - (before.fates[fate] ?? 0),
      0,
    );
    expect(grown).toBe(after.captured - before.captured);
  });

  it('counts every pair in its evidence once, though the comparator is killed amid traffic, twice', async () => {
    const kinds = Array.from({ length: 4_000 }, (_, index) => mixed(index));
    for (let kill = 0; kill < 2; kill += 1) {
      const before = (await rig.api.ledger(name)).fates;
      const sending = rig.client.sendAll(kinds, 16);
      await eventually('traffic to be compared', async () => {
        const { fates } = await rig.api.ledger(name);
        return (fates['compared'] ?? 0) >= (before['compared'] ?? 0) + 200;
      });
      rig.stack.processes.comparator.kill('SIGKILL');
      await rig.stack.restart('comparator');
      await sending;
      await eventually('later requests to show what is missing', async () => {
        await rig.client.sendAll(
          Array.from({ length: 16 }, () => ({ path: '/later', headers: { 'x-tenant-id': 'later' } })),
          16,
        );
        const { captured: seen } = await rig.api.ledger(name);
        return seen >= (await captured()) - 32;
      });
    }
    const book = await settled();
    const { endpoints, patterns, ledger, epoch } = await evidence();
    expect(book.fates['lost-comparator']).toBeGreaterThan(0);
    // One epoch all the time, so that its fates are all there are.
    expect(epoch.recomputed).toBe('anew');
    expect(ledger.fates).toEqual(
      Object.fromEntries(Object.entries(book.fates).filter(([, count]) => count > 0)),
    );
    const pairs = sum(endpoints.map((endpoint) => endpoint.pairs));
    const report = await rig.api.report(name);
    expect(pairs).toBe((book.fates['compared'] ?? 0) + (book.fates['shadow-error'] ?? 0));
    expect(report.pairs.compared).toBe(book.fates['compared']);
    expect(report.pairs.identical + sum(patterns.map((pattern) => pattern.pairs))).toBe(pairs);
  });

  /** As the comparator exports it. */
  async function evidence(): Promise<EvidenceDocument> {
    const response = await fetch(`http://127.0.0.1:${rig.stack.ports.read}/v1/migrations/${name}/evidence`);
    return evidenceFromJson(await response.text());
  }
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
