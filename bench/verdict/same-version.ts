import type { Gates } from '../../comparator/verdict/gates.ts';
import { FailWatch } from './fail-watch.ts';
import { pairsUntil, type Random } from './random-numbers.ts';

/** How two stacks of one version differ from the primary. */
export type SameVersion =
  /** Without a control: pairs differ at this rate, each on a path of its own. */
  | { readonly kind: 'scattered'; readonly rate: number }
  /** With one: each of these paths differs at its rate, on either side on its own. */
  | { readonly kind: 'noise'; readonly rates: readonly number[] };

/** The pair at which the verdict is a FAIL, looking after each; undefined where it never is. */
export function failsAt(
  version: SameVersion,
  pairs: number,
  gates: Gates,
  random: Random,
): number | undefined {
  return version.kind === 'scattered'
    ? scatteredFailsAt(version.rate, pairs, gates, random)
    : noiseFailsAt(version.rates, pairs, gates, random);
}

function scatteredFailsAt(rate: number, pairs: number, gates: Gates, random: Random): number | undefined {
  const watch = new FailWatch(gates, 0);
  let k = 0;
  for (let n = pairsUntil(rate, random); n <= pairs; n += pairsUntil(rate, random)) {
    k += 1;
    if (watch.unexplained(k, n)) return n;
  }
  return undefined;
}

function noiseFailsAt(
  rates: readonly number[],
  pairs: number,
  gates: Gates,
  random: Random,
): number | undefined {
  const watch = new FailWatch(gates, rates.length);
  // A path is seen at all where shadow, control or both disagree.
  const seen = rates.map((rate) => 1 - (1 - rate) ** 2);
  const next = seen.map((rate) => pairsUntil(rate, random));
  for (;;) {
    const n = Math.min(...next);
    if (n > pairs) return undefined;
    let onShadow = false;
    let onControl = false;
    let hasFailed = false;
    for (let at = 0; at < rates.length; at += 1) {
      if (next[at] !== n) continue;
      const rate = rates[at] ?? 0;
      const side = sideOf(rate, random);
      onShadow ||= side === 'shadow';
      onControl ||= side === 'control';
      hasFailed = watch.path(at, side, n) || hasFailed;
      next[at] = n + pairsUntil(seen[at] ?? 0, random);
    }
    if (onShadow !== onControl) hasFailed = watch.balance(onShadow ? 'shadow' : 'control', n) || hasFailed;
    if (hasFailed) return n;
  }
}

/** Given that at least one of two that disagree at this rate does. */
function sideOf(rate: number, random: Random): 'shadow' | 'control' | 'both' {
  const drawn = random() * (2 - rate);
  if (drawn < rate) return 'both';
  return drawn < 1 ? 'shadow' : 'control';
}
