import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparatorSchema } from '../../comparator/adapters/postgres/schema.ts';
import { createLog } from '../../platform/log/logger.ts';
import { freePort } from '../../platform/net/free-port.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import type { Ledger } from './rig/api.ts';
import { eventually } from './rig/eventually.ts';
import { startExchangesRelay, type ExchangesRelay } from './rig/exchanges-relay.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json, type Answer } from './rig/upstream.ts';

const name = 'reconciled';

const answer: Answer = (request, _body, response) => {
  json(response, 200, { path: request.url });
};

const losses = [
  'dropped-envoy',
  'dropped-ingest',
  'lost-comparator',
  'unknown',
  'primary-only',
  'shadow-only',
];

function lost({ fates }: Ledger): number {
  return losses.reduce((sum, fate) => sum + (fates[fate] ?? 0), 0);
}

describe('the ledger and Envoy’s own counters', () => {
  let rig: MirrorRig;
  let relay: ExchangesRelay;
  /** Requests that a client got an answer to: each was captured. */
  let answered = 0;

  beforeAll(async () => {
    const comparatorPort = await freePort({
      port: 0,
      purpose: 'the comparator behind the relay',
      option: 'none',
    });
    rig = await startRig({
      name,
      primary: answer,
      shadow: answer,
      mirror: { percent: 100, writes: 'all', timeoutMs: 1_000 },
      stack: { environment: { UMBRA_EXCHANGES_PORT: String(comparatorPort) } },
    });
    relay = await startExchangesRelay(rig.stack.ports.exchanges, comparatorPort);
    await rig.untilConfirmed(100);
  });

  afterAll(async () => {
    await rig.stop();
    relay.close();
  });

  async function send(count: number): Promise<void> {
    await rig.client.sendAll(
      Array.from({ length: count }, (_, index) => ({ path: `/orders/${index}` })),
      8,
    );
    answered += count;
  }

  /** Sends without pause, through whatever happens, until told to stop. */
  function load(): { readonly stop: () => Promise<void> } {
    let going = true;
    const worker = async (): Promise<void> => {
      while (going) {
        await rig.client.send({ path: '/load' }).then(
          () => (answered += 1),
          () => undefined,
        );
      }
    };
    const workers = Promise.all(Array.from({ length: 8 }, worker));
    return {
      stop: async () => {
        going = false;
        await workers;
      },
    };
  }

  function settled(what: string, holds: (ledger: Ledger) => boolean): Promise<Ledger> {
    let last: Ledger | undefined;
    return eventually(
      what,
      async () => {
        last = await rig.api.ledger(name);
        return last.inFlight === 0 && last.balanced && holds(last) && last;
      },
      30_000,
    ).catch((error: unknown) => {
      throw new Error(JSON.stringify({ last, answered }), { cause: error });
    });
  }

  it('agree to the last request once all is at rest', async () => {
    // Streams to the relay are opened by the first entries; what was sent before that is lost, and counted.
    await eventually('the first request to arrive', async () => {
      await send(1);
      return ((await rig.api.ledger(name)).fates['compared'] ?? 0) > 0;
    });
    await send(2_000);
    const ledger = await settled('all numbers to be confirmed', ({ captured, envoy }) => {
      return captured >= answered && envoy.captured === captured;
    });
    // The listener's first requests were sent before counting began.
    answered = ledger.captured;
    expect(ledger.envoy).toMatchObject({ state: 'agrees', disagreements: [], dropped: 0, unsent: 0 });
    expect(ledger.envoy.mirrored).toBe(ledger.captured);
  });

  it('lose nothing when Envoy is stopped as it should be, under load', async () => {
    const before = await rig.api.ledger(name);
    const running = load();
    await eventually('some load', () => answered > before.captured + 200);
    await rig.stack.restart('envoy');
    await eventually('an answer of the new Envoy', async () => {
      const reached = answered;
      await rig.client.send({ path: '/again' });
      answered += 1;
      return answered > reached + 1;
    });
    await running.stop();
    const after = await settled('all answered requests, and the new Envoy’s word', ({ captured, envoy }) => {
      return captured >= answered && envoy.captured === captured && envoy.state === 'agrees';
    });
    expect(after.captured).toBe(answered);
    expect(lost(after)).toBe(lost(before));
    expect(after.envoy.ended).toEqual({ envoys: 0, atMost: 0 });
  });

  it('show entries that were swallowed on the way, though no later request does', async () => {
    const before = await settled('rest', ({ captured }) => captured === answered);
    relay.swallow = true;
    await send(300);
    await eventually('Envoy to have sent all of it', async () => {
      const { envoy } = await rig.api.ledger(name);
      return envoy.captured === answered && relay.swallowed > 0;
    });
    relay.swallow = false;
    const after = await settled('the loss', ({ captured }) => captured === answered);
    expect((after.fates['unknown'] ?? 0) - (before.fates['unknown'] ?? 0)).toBe(300);
    expect(after.envoy.state).toBe('agrees');
  });

  it('sum up over a comparator that was killed under load and came back', async () => {
    const running = load();
    rig.stack.processes.comparator.kill('SIGKILL');
    await eventually('load while it is dead', () => answered > 5_000);
    await rig.stack.restart('comparator');
    await running.stop();
    const after = await settled('all answered requests', ({ captured }) => captured >= answered);
    expect(after.captured).toBe(answered);
    expect(after.fates['lost-comparator']).toBeGreaterThan(0);
    await settled('agreement', ({ envoy }) => envoy.state === 'agrees');
  });

  it('sum up over an Envoy that was killed under load, and bound what nobody can know', async () => {
    const before = await rig.api.ledger(name);
    const running = load();
    // The bound is what Envoy captured between two reports, so these have to come while it is at work.
    await eventually('load that Envoy has reported', async () => {
      const { envoy } = await rig.api.ledger(name);
      return envoy.captured > before.envoy.captured + 2_000;
    });
    rig.stack.processes.envoy.kill('SIGKILL');
    await rig.stack.restart('envoy');
    await eventually('an answer of the new Envoy', async () => {
      await rig.client.send({ path: '/again' });
      answered += 1;
      return true;
    });
    await running.stop();
    const after = await settled('rest', ({ envoy }) => envoy.state === 'agrees' && envoy.ended.envoys === 1);
    expect(after.envoy.ended.atMost).toBeGreaterThan(0);
    expect(answered - after.captured).toBeLessThanOrEqual(after.envoy.ended.atMost);
    expect(Object.values(after.fates).reduce((sum, count) => sum + count, 0)).toBe(after.captured);
  });

  it('raise the alarm when a count is wrong by three', async () => {
    const pool = createPool({
      databaseUrl: rig.stack.databaseUrl,
      applicationName: 'test',
      log: createLog({ service: 'test', level: 'warn' }),
    });
    await pool.query(
      `UPDATE ${comparatorSchema}.fate_count SET count = count + 3 WHERE migration = $1 AND fate = 'compared'`,
      [name],
    );
    await pool.end();
    const { envoy } = await rig.api.ledger(name);
    expect(envoy).toMatchObject({
      state: 'disagrees',
      disagreements: [{ equation: 'fates', requests: 3 }],
    });
    const alarm = /umbra_comparator_ledger_disagreement\{.*equation="fates".*\} 3$/m;
    await eventually('the alarm', async () => {
      const metrics = await fetch(`http://127.0.0.1:${rig.stack.ports.read}/metrics`);
      return alarm.test(await metrics.text());
    });
  });
});
