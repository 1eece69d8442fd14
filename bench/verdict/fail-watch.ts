import { pooledWeight } from '../../comparator/verdict/judge-rest.ts';
import { defaultJudgeLimits, levelsOf } from '../../comparator/verdict/levels.ts';
import type { Gates } from '../../comparator/verdict/gates.ts';
import { eBenjaminiHochberg } from '../../comparator/verdict/statistics/e-bh.ts';
import { logAgainstExcess } from '../../comparator/verdict/statistics/excess.ts';
import { logAgainstAtMost } from '../../comparator/verdict/statistics/rate.ts';

/** All pairs are of one endpoint, so its e-value is that of the whole. */
const logWeight = Math.log(pooledWeight + (1 - pooledWeight) / defaultJudgeLimits.endpoints);

/** A pair more in which the shadow alone disagrees at most doubles a bet. */
const logMostGain = Math.log(2);

/**
 * Whether the verdict is a FAIL, after every pair, of a stream of one endpoint, exactly as `judge` has it and without judging each: evidence for a
 * FAIL grows only with a pair in which the shadow disagrees, and then at most by a known factor, so most pairs need no look.
 */
export class FailWatch {
  readonly #gates: Gates;
  readonly #restNeeded: number;
  #restUp = 0;
  #restDown = 0;
  #restSkip = 0;
  readonly #paths: PathCounts[];
  readonly #firstNeeded: number;

  constructor(gates: Gates, paths: number) {
    this.#gates = gates;
    this.#restNeeded = -Math.log(levelsOf(gates.alpha).rest);
    // Of `paths` findings, e-BH rejects none before one has this much.
    this.#firstNeeded = Math.log(
      defaultJudgeLimits.findings / (Math.max(1, paths) * levelsOf(gates.alpha).findings),
    );
    this.#paths = Array.from({ length: paths }, () => ({ up: 0, down: 0, shown: false, skip: 0 }));
  }

  /** Without a control: pair `n` is the k-th that differs for no reason known. */
  unexplained(k: number, n: number): boolean {
    return logAgainstAtMost(this.#gates.differenceRate, { k, n }) + logWeight >= this.#restNeeded;
  }

  /** With a control: in pair `n` only this side disagrees, as far as no rule hides it. */
  balance(side: 'shadow' | 'control', n: number): boolean {
    if (side === 'control') {
      this.#restDown += 1;
      return false;
    }
    this.#restUp += 1;
    if (this.#restUp < this.#restSkip) return false;
    const balance = { up: this.#restUp, down: this.#restDown, n };
    const logE = logAgainstExcess(this.#gates.differenceRate, balance) + logWeight;
    this.#restSkip = this.#restUp + skipOf(this.#restNeeded - logE);
    return logE >= this.#restNeeded;
  }

  /** With a control: in pair `n` a path disagrees on this side. Each path is taken to have keys enough to be a finding. */
  path(at: number, side: 'shadow' | 'control' | 'both', n: number): boolean {
    const path = this.#paths[at];
    if (path === undefined)
      throw new RangeError(`there are ${this.#paths.length} paths, and none is number ${at}`);
    if (side !== 'shadow') {
      path.shown = true;
      if (side === 'control') path.down += 1;
      return false;
    }
    path.up += 1;
    if (path.up < path.skip) return false;
    const logE = this.#logE(path, n);
    path.skip = path.up + skipOf(this.#firstNeeded - logE);
    return logE >= this.#firstNeeded && this.#isAnyRejected(n);
  }

  #logE({ up, down, shown }: PathCounts, n: number): number {
    return logAgainstExcess(shown ? this.#gates.differenceRate : 0, { up, down, n });
  }

  #isAnyRejected(n: number): boolean {
    const logEs = new Map(this.#paths.map((path, at) => [at, this.#logE(path, n)]));
    const level = levelsOf(this.#gates.alpha).findings;
    return eBenjaminiHochberg(logEs, { hypotheses: defaultJudgeLimits.findings, level }).size > 0;
  }
}

interface PathCounts {
  up: number;
  down: number;
  shown: boolean;
  skip: number;
}

function skipOf(missing: number): number {
  return Math.max(1, Math.ceil(missing / logMostGain));
}
