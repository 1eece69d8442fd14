import type { Gates } from '../../comparator/verdict/gates.ts';
import { confirmingKeys } from '../../comparator/verdict/finding-reasons.ts';
import { logAgainstAtLeast } from '../../comparator/verdict/statistics/rate.ts';
import { firstCount } from '../../comparator/verdict/statistics/threshold.ts';
import { FailWatch } from './fail-watch.ts';
import { pairsUntil, type Random } from './random-numbers.ts';

export interface PlantedDefect {
  readonly rate: number;
  /** All on one path, on keys of their own; or each on a path of its own. */
  readonly kind: 'one path' | 'scattered';
  readonly controlled: boolean;
}

export interface FirstVerdict {
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly pairs: number;
}

/**
 * The pairs in which a stream differs, and the first verdict that is a PASS or a FAIL, looking after every pair. Everything else that a PASS
 * needs is taken to hold.
 */
export class PlantedStream {
  readonly #defect: PlantedDefect;
  readonly #gates: Gates;
  readonly #watch: FailWatch;

  constructor(defect: PlantedDefect, gates: Gates) {
    this.#defect = defect;
    this.#gates = gates;
    this.#watch = new FailWatch(gates, defect.kind === 'one path' ? 1 : 0);
  }

  firstVerdict(differing: readonly number[], mostPairs: number): FirstVerdict {
    let k = 0;
    for (const n of [...differing, mostPairs + 1]) {
      const passesAt = this.#passesAt(k);
      if (passesAt < n && passesAt <= mostPairs) return { outcome: 'pass', pairs: passesAt };
      if (n > mostPairs) break;
      k += 1;
      if (this.#failsAt(k, n)) return { outcome: 'fail', pairs: n };
    }
    return { outcome: 'inconclusive', pairs: mostPairs };
  }

  #failsAt(k: number, n: number): boolean {
    const { kind, controlled } = this.#defect;
    if (!controlled) return kind === 'one path' ? k >= confirmingKeys : this.#watch.unexplained(k, n);
    const isOfPath = kind === 'one path' && this.#watch.path(0, 'shadow', n) && k >= confirmingKeys;
    return this.#watch.balance('shadow', n) || isOfPath;
  }

  /** Infinity where a finding is suspected, which no number of equal pairs changes. */
  #passesAt(k: number): number {
    if (this.#defect.kind === 'one path' && k >= confirmingKeys) return Infinity;
    return k + passesAfter(k, this.#gates);
  }
}

/** The pairs of a stream, up to `most`, that differ. */
export function differingPairs(rate: number, most: number, random: Random): number[] {
  const differing: number[] = [];
  for (let n = pairsUntil(rate, random); n <= most; n += pairsUntil(rate, random)) differing.push(n);
  return differing;
}

const known = new Map<number, number>();

/** Equal pairs beside k that differ until the budget is shown; all streams have the same gates. */
function passesAfter(k: number, { differenceRate, alpha }: Gates): number {
  let pairs = known.get(k);
  if (pairs === undefined) {
    pairs =
      firstCount((more) => logAgainstAtLeast(differenceRate, { k, n: k + more }) >= -Math.log(alpha), 1e8) ??
      Infinity;
    known.set(k, pairs);
  }
  return pairs;
}
