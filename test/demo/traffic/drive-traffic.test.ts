import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { driveTraffic, newDeck, type TrafficPlan } from '../../../demo/traffic/drive-traffic.ts';
import { errands } from '../../../demo/traffic/errands.ts';
import { seededRandom } from '../../../demo/traffic/random.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('the traffic', () => {
  it("never overlaps one customer's requests, while different customers' do", async () => {
    const busy = new Map<string, number>();
    let mostForOne = 0;
    let mostCustomers = 0;
    const ending = new AbortController();
    const origin = await listen(async (request, answer) => {
      const customer = String(request.headers['x-customer-id']);
      busy.set(customer, (busy.get(customer) ?? 0) + 1);
      mostForOne = Math.max(mostForOne, busy.get(customer) ?? 0);
      mostCustomers = Math.max(mostCustomers, busy.size);
      await new Promise((resolve) => setImmediate(resolve));
      busy.set(customer, (busy.get(customer) ?? 0) - 1);
      if (busy.get(customer) === 0) busy.delete(customer);
      answer(200, { items: [] });
    });
    const { tally, ended } = driveTraffic(plan(origin, { customers: 20, signal: ending.signal }));
    await expect.poll(() => tally.requests).toBeGreaterThan(200);
    ending.abort();
    await ended;
    expect(mostForOne).toBe(1);
    expect(mostCustomers).toBeGreaterThan(1);
  });

  it('counts every answer that a customer must not be given, and keeps a few as examples', async () => {
    const ending = new AbortController();
    const origin = await listen((_request, answer) => {
      answer(500, { error: 'internal error' });
    });
    const { tally, ended } = driveTraffic(plan(origin, { customers: 4, signal: ending.signal }));
    await expect.poll(() => tally.requests).toBeGreaterThan(20);
    ending.abort();
    await ended;
    expect(tally.complaints).toBe(tally.requests);
    expect(tally.examples).toHaveLength(5);
    expect(tally.examples[0]).toContain('status 500');
  });

  it('complains about an answer that makes no sense, although its status does', async () => {
    const ending = new AbortController();
    const origin = await listen((request, answer) => {
      answer(request.method === 'POST' && request.url === '/orders' ? 201 : 200, { nonsense: true });
    });
    const { tally, ended } = driveTraffic(plan(origin, { customers: 4, signal: ending.signal }));
    await expect.poll(() => tally.requests).toBeGreaterThan(20);
    ending.abort();
    await ended;
    expect(tally.complaints).toBe(tally.requests);
  });

  it('ends at the signal although customers are still thinking', async () => {
    const origin = await listen((_request, answer) => {
      answer(200, { items: [] });
    });
    const signal = AbortSignal.timeout(50);
    const { tally, ended } = driveTraffic(plan(origin, { customers: 4, meanThinkMs: 3_600_000, signal }));
    await ended;
    expect(tally.requests).toBe(0);
  });
});

describe('a deck of errands', () => {
  it('holds each errand as often as its share, in an order that the seed decides', () => {
    const deck = newDeck(seededRandom(1));
    for (const errand of errands) expect(deck.filter((card) => card === errand)).toHaveLength(errand.share);
    expect(newDeck(seededRandom(1))).toEqual(deck);
    expect(newDeck(seededRandom(2))).not.toEqual(deck);
  });
});

function plan(origin: string, others: Partial<TrafficPlan> & Pick<TrafficPlan, 'signal'>): TrafficPlan {
  return { origin, customers: 4, meanThinkMs: 25, seed: 1, ...others };
}

type Answer = (status: number, body: unknown) => void;

async function listen(handle: (request: IncomingMessage, answer: Answer) => unknown): Promise<string> {
  server = createServer((request, response) => {
    request.resume();
    handle(request, (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
