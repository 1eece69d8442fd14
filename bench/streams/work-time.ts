import { exponential, type Random } from '../../demo/traffic/random.ts';
import type { Operation } from './simulated-shop.ts';

/** Microseconds that an operation takes as a rule. */
const usual: Readonly<Record<Operation['kind'], number>> = {
  product: 2_000,
  read: 4_000,
  summary: 8_000,
  list: 10_000,
  update: 9_000,
  create: 12_000,
};

/** A request's own weight, which all upstreams feel: log-normal. */
export function weightOf(random: Random): number {
  return Math.exp(0.5 * gaussian(random));
}

/**
 * How long an upstream works at a request, microseconds. One in a hundred meets a lock or a collection: then a Pareto tail with
 * exponent 1.5, whose variance is infinite, up to two seconds.
 */
export function workTimeUs(kind: Operation['kind'], weight: number, random: Random): number {
  const tail = random() < 0.01 ? (1 - random()) ** (-1 / 1.5) * 5 : 1;
  return Math.min(2_000_000, usual[kind] * weight * Math.exp(0.3 * gaussian(random)) * tail);
}

/** How much later than the request a copy reaches its upstream: mostly under a millisecond. */
export function copyDelayUs(random: Random): number {
  return 100 + exponential(random() < 0.02 ? 8_000 : 300, random);
}

/** Box and Muller, 1958. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
