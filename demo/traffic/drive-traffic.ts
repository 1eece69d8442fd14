import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { seededCustomers } from '../shop/seeded-ids.ts';
import { arrivingCustomer, type Customer } from './customer.ts';
import type { Errand } from './errand.ts';
import { errands } from './errands.ts';
import { exponential, seededRandom, shuffled, type Random } from './random.ts';
import { shopClient, type ShopClient } from './shop-client.ts';

export interface TrafficPlan {
  /** Where the shop is reached: Envoy's listener, `http://127.0.0.1:10000`. */
  readonly origin: string;
  /** Customers at work at the same time, at most the seeded 200. With the think time this bounds the rate. */
  readonly customers: number;
  /** Mean of the exponential pause between one customer's requests. */
  readonly meanThinkMs: number;
  /** Same seed, same requests (where the answers are the same). */
  readonly seed: number;
  /** Ends the traffic; a request under way is finished. */
  readonly signal: AbortSignal;
}

/** What became of the traffic, updated as it goes. */
export interface TrafficTally {
  requests: number;
  /** Answers that were not what the customer must be told, or no answer at all. */
  complaints: number;
  /** The first few complaints, for people. */
  readonly examples: string[];
}

const maxExamples = 5;
/** Even an eager customer pauses this long: with the number of customers, the rate's upper bound. */
const minThinkMs = 20;

/**
 * Sends the shop's usual traffic until the signal. Each customer sends one request at a time, so that their requests never
 * overlap; different customers do.
 *
 * @returns the tally at once, for progress, and a promise of the end.
 * @throws RangeError for more customers than there are.
 */
export function driveTraffic(plan: TrafficPlan): {
  readonly tally: TrafficTally;
  readonly ended: Promise<void>;
} {
  if (plan.customers > seededCustomers) {
    throw new RangeError(
      `${plan.customers} customers are too many: the shop knows ${seededCustomers}. Plan with fewer.`,
    );
  }
  const tally: TrafficTally = { requests: 0, complaints: 0, examples: [] };
  const client = shopClient(plan.origin);
  // Every customer listens while they think. Node takes more than ten listeners for a leak unless told.
  setMaxListeners(0, plan.signal);
  const visits = Array.from({ length: plan.customers }, (_, index) =>
    visit({
      plan,
      client,
      tally,
      customer: arrivingCustomer(index + 1),
      random: seededRandom(plan.seed * 1_000 + index),
    }),
  );
  const ended = Promise.all(visits).then(() => {
    client.close();
  });
  return { tally, ended };
}

interface Visit {
  readonly plan: TrafficPlan;
  readonly client: ShopClient;
  readonly tally: TrafficTally;
  readonly customer: Customer;
  readonly random: Random;
}

async function visit(visit: Visit): Promise<void> {
  const { plan, random } = visit;
  let deck: Errand[] = [];
  while (await think(plan, random)) {
    if (deck.length === 0) deck = newDeck(random);
    const errand = deck.pop();
    if (errand !== undefined) await run(errand, visit);
  }
}

/**
 * A shuffled deck with each errand `share` times. Dealing from it keeps the mix of even a short run close to the shares,
 * where independent draws would now and then leave an errand out.
 */
export function newDeck(random: Random): Errand[] {
  return shuffled(
    errands.flatMap((errand) => Array.from({ length: errand.share }, () => errand)),
    random,
  );
}

/** False when the traffic ended meanwhile. */
async function think({ meanThinkMs, signal }: TrafficPlan, random: Random): Promise<boolean> {
  const pauseMs = minThinkMs + exponential(meanThinkMs - minThinkMs, random);
  return delay(pauseMs, undefined, { signal }).then(
    () => true,
    () => false,
  );
}

async function run(errand: Errand, { client, tally, customer, random }: Visit): Promise<void> {
  const request = errand.request(customer, random);
  if (request === undefined) return;
  tally.requests += 1;
  try {
    const answer = await client.send(customer.id, request);
    if (answer.status !== errand.expectedStatus)
      throw new Error(`status ${answer.status}: ${JSON.stringify(answer.body)}`);
    errand.learn(customer, answer.body);
  } catch (error) {
    tally.complaints += 1;
    const reason = error instanceof Error ? error.message : String(error);
    if (tally.examples.length < maxExamples) tally.examples.push(`${errand.name}: ${reason}`);
  }
}
