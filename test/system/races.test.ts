import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../demo/traffic/random.ts';
import type { Report } from './rig/api.ts';
import { documentApplication, documentTraffic } from './rig/document-traffic.ts';
import { settledReport } from './rig/settled-report.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import type { Answer } from './rig/upstream.ts';

const name = 'races';
const tenants = 300;
const clients = 24;
/** How much slower the shadow's writes are. */
const slowerMs = 50;

/** Of so many updates the shadow loses one; 0 is none. */
let oneLostOf = 0;

/** Both sides run this; only the shadow waits before a write, and loses updates when told to. */
function documents(side: 'primary' | 'shadow'): Answer {
  let updates = 0;
  return documentApplication(async (store, asked) => {
    const { method } = asked;
    if (side === 'shadow' && method !== 'GET') await delay(slowerMs);
    const isUpdate = method === 'PUT';
    if (isUpdate) updates += 1;
    const forgetful = side === 'shadow' && isUpdate && oneLostOf > 0 && updates % oneLostOf === 0;
    return store.answer(asked, { forgetful });
  });
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
  function reportAfter(requests: number, random: Random): Promise<Report> {
    return settledReport(rig, name, {
      requests,
      send: () => rig.client.sendAll(documentTraffic(requests, tenants, random), clients),
    });
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
