import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { integerBelow, pick, seededRandom, type Random } from '../../demo/traffic/random.ts';
import { DocumentStore } from '../makers/document-store.ts';
import type { Report } from './rig/api.ts';
import type { RequestParts } from './rig/client.ts';
import { eventually } from './rig/eventually.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json, type Answer } from './rig/upstream.ts';

const name = 'races';
const tenants = 300;
const clients = 24;
/** How much slower the shadow's writes are. */
const slowerMs = 50;

/** Of so many updates the shadow loses one; 0 is none. */
let oneLostOf = 0;

const isWrite = (method: string) => method !== 'GET';

/** Both sides run this; only the shadow waits before a write, and loses updates when told to. */
function documents(side: 'primary' | 'shadow'): Answer {
  const store = new DocumentStore();
  let updates = 0;
  return (request, body, response) => {
    void (async () => {
      const { method = '', url: path = '/', headers } = request;
      if (side === 'shadow' && isWrite(method)) await delay(slowerMs);
      const isUpdate = method === 'PUT';
      if (isUpdate) updates += 1;
      const forgetful = side === 'shadow' && isUpdate && oneLostOf > 0 && updates % oneLostOf === 0;
      const tenant = String(headers['x-tenant-id']);
      const asked = {
        tenant,
        method,
        path,
        ...(body.length > 0 ? { body: JSON.parse(String(body)) as object } : {}),
      };
      const { status, body: answer } = store.answer(asked, { forgetful });
      if (answer === undefined) response.writeHead(status).end();
      else json(response, status, answer);
    })();
  };
}

function* traffic(requests: number, random: Random): Generator<RequestParts> {
  for (let sent = 0; sent < requests; sent += 1) {
    const headers = {
      'x-tenant-id': `tenant-${integerBelow(tenants, random)}`,
      'content-type': 'application/json',
    };
    const path = `/docs/${pick(['1001', '1002', '1003'], random)}`;
    const method = pick(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'PUT', 'PUT', 'POST', 'DELETE'], random);
    if (method === 'GET') yield { headers, path: integerBelow(10, random) === 0 ? '/docs' : path };
    else if (method === 'DELETE') yield { method, path, headers };
    else yield { method, path, headers, body: JSON.stringify({ value: `value ${sent}` }) };
  }
}

describe('a shadow on the same version, whose writes are 50 ms slower', () => {
  let rig: MirrorRig;

  beforeAll(async () => {
    rig = await startRig({
      name,
      primary: documents('primary'),
      shadow: documents('shadow'),
      mirror: {
        percent: 100,
        writes: 'all',
        key: { header: 'x-tenant-id' },
        // Without think time more writes of 50 ms are under way than have a place by default.
        maxConcurrent: { writes: 256 },
        maxPending: { writes: 1_000 },
      },
    });
    await rig.untilConfirmed(100);
  });

  afterAll(async () => {
    await rig.stop();
  });

  /** Sends without think time, and returns the report once every request has its fate. */
  async function reportAfter(requests: number, random: Random): Promise<Report> {
    const before = (await rig.api.ledger(name)).captured;
    await rig.client.sendAll(traffic(requests, random), clients);
    return eventually(
      'every request to have its fate',
      async () => {
        const report = await rig.api.report(name);
        const { captured, inFlight } = report.ledger;
        return captured >= before + requests && inFlight === 0 && report;
      },
      60_000,
    );
  }

  it('shows no difference, and says how many requests were set aside for their order', async () => {
    const { findings, outcome, ledger } = await reportAfter(20_000, seededRandom(1));
    const { compared = 0, raced = 0, tainted = 0 } = ledger.fates;
    const share = (count: number) => `${((100 * count) / ledger.captured).toFixed(2)} %`;
    console.info(
      `of ${ledger.captured} requests: raced ${share(raced)}, tainted ${share(tainted)}, compared ${share(compared)}`,
    );
    expect(findings).toEqual([]);
    expect(outcome).toBe('no-differences-found');
    expect(ledger.balanced).toBe(true);
    expect(compared + raced + tainted).toBe(ledger.captured);
    // Without these the traffic would have shown nothing.
    expect(raced).toBeGreaterThan(0);
    expect(tainted).toBeGreaterThan(0);
  });

  it('is caught when it then loses one of ten updates', async () => {
    oneLostOf = 10;
    const { findings, ledger } = await reportAfter(10_000, seededRandom(2));
    expect(findings).toContainEqual(
      expect.objectContaining({ endpoint: 'GET /docs/{id}', path: '$.value', class: 'value' }),
    );
    expect(ledger.balanced).toBe(true);
  });
});
