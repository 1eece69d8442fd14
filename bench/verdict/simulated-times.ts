import { normal, type Random } from './random-numbers.ts';

export interface TimesPlan {
  /** By how much the shadow is slower, given the rank of a request's own cost in [0, 1). */
  readonly slowness: (rank: number) => number;
  /** Of the load on each stack: after so many pairs a deviation has fallen to 1/e. 0: no load that changes. */
  readonly correlationPairs: number;
}

/** Deviation of the logarithm of what a request costs by itself, and of the load on its stack. */
const ownDeviation = 0.5;
const loadDeviation = 0.3;

/**
 * Times in microseconds: log-normal, p99 3.2 times the median, multiplied by the load on each stack, an AR(1) process in its logarithm that is
 * independent of the other stack's.
 */
export class SimulatedTimes {
  readonly #plan: TimesPlan;
  readonly #random: Random;
  readonly #kept: number;
  readonly #loads: [number, number];

  constructor(plan: TimesPlan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#kept = plan.correlationPairs === 0 ? 0 : Math.exp(-1 / plan.correlationPairs);
    this.#loads = [normal(random), normal(random)];
  }

  next(): readonly [primaryUs: number, shadowUs: number] {
    return [this.#time(0), this.#time(1)];
  }

  #time(side: 0 | 1): number {
    const own = normal(this.#random);
    const slowness = side === 0 ? 1 : this.#plan.slowness(normalRank(own));
    return 5_000 * slowness * Math.exp(ownDeviation * own + this.#load(side));
  }

  #load(side: 0 | 1): number {
    if (this.#kept === 0) return 0;
    const fresh = Math.sqrt(1 - this.#kept ** 2) * normal(this.#random);
    this.#loads[side] = this.#kept * this.#loads[side] + fresh;
    return loadDeviation * this.#loads[side];
  }
}

/** The normal distribution's function, within 1e-4 (logistic approximation of Bowling and others, J. Ind. Eng. Manag. 2(1), 2009). */
function normalRank(value: number): number {
  return 1 / (1 + Math.exp(-1.5976 * value - 0.07056 * value ** 3));
}
