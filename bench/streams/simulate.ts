import type { Exchange, Side } from '../../comparator/exchange/exchange.ts';
import { exponential, seededRandom, type Random } from '../../demo/traffic/random.ts';
import { Clients } from './clients.ts';
import type { Defect } from './defect.ts';
import { EventQueue } from './event-queue.ts';
import { simulatedExchange } from './simulated-exchange.ts';
import {
  SimulatedShop,
  type Asked,
  type Operation,
  type ShopData,
  type ShopTraits,
} from './simulated-shop.ts';
import { copyDelayUs, weightOf, workTimeUs } from './work-time.ts';

export interface StreamOptions {
  readonly seed: number;
  readonly requests: number;
  /** Each upstream's own: sequences that are ahead of one another, or UUIDs. `client`: none are generated, and no times. */
  readonly ids: 'shifted' | 'uuid' | 'client';
  readonly control?: boolean;
  /** Planted on the shadow. */
  readonly defect?: Defect;
}

/** What comes out of one second's log, in order: exchanges of all sides, and when the comparator gets them. */
export interface LogFlush {
  readonly atUs: number;
  readonly exchanges: readonly Exchange[];
}

export const streamStartsAtUs = Date.UTC(2026, 10, 26) * 1_000;
/** Of the stream's writers of the log, Envoy's default is a second; a fifth keeps what waits small. */
const logFlushUs = 200_000;
/** 500 requests a second. */
const meanGapUs = 2_000;
const data: ShopData = { tenants: 200, ordersEach: 30 };

interface Upstream {
  readonly side: Side;
  readonly shop: SimulatedShop;
  readonly random: Random;
  readonly slowdown: (kind: Operation['kind']) => number;
}

/**
 * One stream of traffic to a service and to copies of it, each with its own database, ids, clock and interleaving. Deterministic: equal
 * options give the same exchanges. Reads overtake writes, writes one another, and a copy's are a little slower.
 */
export function* simulate(options: StreamOptions): Generator<LogFlush> {
  const random = seededRandom(options.seed);
  const upstreams = upstreamsOf(options);
  const clients = new Clients(data, seededRandom(options.seed * 31 + 1));
  const events = new EventQueue();
  let ended: Exchange[] = [];
  let number = 0;

  const serve = (upstream: Upstream, asked: Asked, startUs: number, weight: number): void => {
    const { side, shop, slowdown } = upstream;
    const { kind } = asked.operation;
    const takesUs = workTimeUs(kind, weight, upstream.random) * slowdown(kind);
    // When the data are read or written: somewhere within.
    events.plan(startUs + takesUs * (0.2 + 0.7 * upstream.random()), () => {
      const answer = shop.handle(asked, events.nowUs);
      events.plan(startUs + takesUs, () => {
        ended.push(simulatedExchange({ side, asked, answer, startUs, takesUs }));
        if (side === 'primary' && kind === 'create') clients.learn(asked.tenant, idOf(answer.body));
      });
    });
  };
  const arrive = (): void => {
    number += 1;
    const asked = { ...clients.ask(), number, atUs: events.nowUs };
    const weight = weightOf(random);
    for (const upstream of upstreams) {
      const delayUs = upstream.side === 'primary' ? 0 : copyDelayUs(upstream.random);
      serve(upstream, asked, events.nowUs + delayUs, weight);
    }
    if (number < options.requests) events.plan(events.nowUs + exponential(meanGapUs, random), arrive);
  };

  events.plan(streamStartsAtUs, arrive);
  for (let flushAtUs = streamStartsAtUs + logFlushUs; ; flushAtUs += logFlushUs) {
    while (events.nextAtUs !== undefined && events.nextAtUs <= flushAtUs) events.next();
    yield { atUs: flushAtUs, exchanges: ended };
    ended = [];
    if (events.nextAtUs === undefined) return;
  }
}

function upstreamsOf({ seed, ids, control = false, defect }: StreamOptions): Upstream[] {
  const upstream = (side: Side, offset: number, traits: Omit<ShopTraits, 'ids'>): Upstream => ({
    side,
    shop: new SimulatedShop(
      data,
      { ...traits, ids: ids === 'shifted' ? { kind: 'sequence', first: offset * 1_000 } : { kind: ids } },
      seededRandom(seed * 31 + 10 + offset),
    ),
    random: seededRandom(seed * 31 + 20 + offset),
    slowdown: (kind) => {
      if (side === 'primary') return 1;
      if (kind === 'list' && traits.defect === 'slow-list') return 2;
      return kind === 'create' || kind === 'update' ? 1.05 : 1;
    },
  });
  return [
    upstream('primary', 0, { clockSkewMs: 0, defect: undefined }),
    upstream('shadow', 7, { clockSkewMs: 3, defect }),
    ...(control ? [upstream('control', 13, { clockSkewMs: -2, defect: undefined })] : []),
  ];
}

function idOf(body: unknown): number | string {
  return (body as { id: number | string }).id;
}
