import { compare } from '../compare/compare.ts';
import type { MappingStep } from '../mapping/mapping-step.ts';
import type { PairSample } from './estimate-rule.ts';
import { ExpectationCache } from './expectation-cache.ts';
import type { PairReservoir } from './pair-reservoir.ts';
import type { Rule } from './rule.ts';

export interface SampledMigration {
  readonly name: string;
  /** Response headers to compare, lower case. */
  readonly headers: readonly string[];
  readonly mapping: readonly MappingStep[];
}

/**
 * What there is of a migration's differing pairs, to try rules on. What was learned of generated values has no part in it: what only such
 * values account for differs with and without a rule alike.
 */
export function pairSample(
  reservoir: PairReservoir,
  { name, headers, mapping }: SampledMigration,
  now: Date,
): PairSample {
  const caches = new Map<readonly Rule[], ExpectationCache>();
  const cacheOf = (rules: readonly Rule[]) => {
    let cache = caches.get(rules);
    if (cache === undefined) caches.set(rules, (cache = new ExpectationCache()));
    return cache;
  };
  return {
    pairs: reservoir.sampleOf(name),
    compareUnder: ({ endpoint, pair }, rules) => {
      const asked = { endpoint, status: pair.primary.response.status, nowMs: now.getTime() };
      return compare(pair, { headers, expectations: cacheOf(rules).of({ name, rules, mapping }, asked) });
    },
  };
}
