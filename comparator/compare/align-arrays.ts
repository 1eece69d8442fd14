import type { CanonicalIds } from './canonical-ids.ts';
import { commonSubsequence } from './common-subsequence.ts';
import type { AlignmentBudget, IndexPair } from './common-subsequence.ts';
import { elementKeys } from './element-keys.ts';
import { pairLeftovers } from './pair-leftovers.ts';
import type { Unordered } from './expectations.ts';
import type { JsonArray } from './json-value.ts';
import { countSameAtEnd, countSameAtStart } from './same-json.ts';

/** What of two arrays belongs together. Elements left out on both lists are equal, or have no partner. */
export interface Alignment {
  /** Positions of elements that may differ and must be compared with one another. */
  readonly differing: readonly IndexPair[];
  /** Matched elements stand in another order. */
  readonly reordered: boolean;
}

const NOTHING_TO_COMPARE: Alignment = { differing: [], reordered: false };

/**
 * Aligns two arrays so that one insertion is one difference. In turn: elements have a key (`id`, …) that both sides share; one
 * array's elements all occur in the other (only order and length differ); the longest common subsequence, with equal
 * elements elsewhere taken as moved. What is left is paired in order. Linear, but for what the budget pays for. In arrays whose order
 * means nothing equal elements belong together wherever they are.
 */
export function alignArrays(
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
  budget: AlignmentBudget,
  unordered?: Pick<Unordered, 'key'>,
): Alignment {
  const start = countSameAtStart(primary, shadow, budget);
  if (start === primary.length || start === shadow.length) return NOTHING_TO_COMPARE;
  const end = countSameAtEnd(primary, shadow, start, budget);
  const { differing, reordered } = alignMiddles(
    primary.slice(start, primary.length - end),
    shadow.slice(start, shadow.length - end),
    ids,
    budget,
    unordered,
  );
  return { differing: differing.map(([p, s]) => [p + start, s + start]), reordered };
}

function alignMiddles(
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
  budget: AlignmentBudget,
  unordered: Pick<Unordered, 'key'> | undefined,
): Alignment {
  if (primary.length === 0 || shadow.length === 0) return NOTHING_TO_COMPARE;
  const byKey = matchByKey(primary, shadow, ids, unordered?.key);
  if (byKey !== undefined) return withLeftovers(byKey, primary, shadow, ids, budget);

  const left = primary.map((element) => ids.of(element));
  const right = shadow.map((element) => ids.of(element));
  const isContained = left.length <= right.length ? isWithin(left, right) : isWithin(right, left);
  if (isContained) {
    const inOrder = left.length <= right.length ? isSubsequence(left, right) : isSubsequence(right, left);
    return { differing: [], reordered: !inOrder };
  }
  const matches = unordered === undefined ? matchEqual(left, right, budget) : matchAnywhere(left, right);
  const { differing, reordered } = withLeftovers(matches, primary, shadow, ids, budget);
  return { differing: differing.filter(([p, s]) => left[p] !== right[s]), reordered };
}

/** Pairs what `matches` leaves over. */
function withLeftovers(
  matches: readonly IndexPair[],
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
  budget: AlignmentBudget,
): Alignment {
  const rest = pairLeftovers(
    { array: primary, positions: unmatched(primary.length, matches, 0) },
    { array: shadow, positions: unmatched(shadow.length, matches, 1) },
    ids,
    budget,
  );
  return { differing: [...matches, ...rest], reordered: !isRising(matches) };
}

/** Elements of one key; undefined where there is no key that both arrays have. */
export function matchByKey(
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
  declared?: string,
): IndexPair[] | undefined {
  const keys = elementKeys(primary, shadow, ids, declared);
  if (keys === undefined) return undefined;
  const matches: IndexPair[] = [];
  for (const [key, position] of keys.primary) {
    const partner = keys.shadow.get(key);
    if (partner !== undefined) matches.push([position, partner]);
  }
  return matches;
}

/** Equal elements: those in common order, then those that moved. None past the budget. */
function matchEqual(left: readonly number[], right: readonly number[], budget: AlignmentBudget): IndexPair[] {
  const inOrder = commonSubsequence(left, right, budget);
  if (inOrder === undefined) return [];
  const moved = matchMoved(left, right, inOrder);
  return moved.length === 0 ? inOrder : [...inOrder, ...moved].sort(([a], [b]) => a - b);
}

/**
 * Equal elements in different places. Only where most of what is left finds one: a few equal numbers among changed ones
 * are chance, and taking them for moves would pair the changed ones wrongly.
 */
function matchMoved(
  left: readonly number[],
  right: readonly number[],
  matches: readonly IndexPair[],
): IndexPair[] {
  const fromLeft = unmatched(left.length, matches, 0);
  const fromRight = unmatched(right.length, matches, 1);
  const moved = matchAnywhere(left, right, fromLeft, fromRight);
  return 2 * moved.length > Math.min(fromLeft.length, fromRight.length) ? moved : [];
}

/** Equal elements wherever they are, each with one partner; of those at the given positions. */
function matchAnywhere(
  left: readonly number[],
  right: readonly number[],
  fromLeft: readonly number[] = [...left.keys()],
  fromRight: readonly number[] = [...right.keys()],
): IndexPair[] {
  const free = new Map<number, number[]>();
  for (const position of fromRight.toReversed()) {
    const id = right[position] ?? -1;
    const positions = free.get(id);
    if (positions === undefined) free.set(id, [position]);
    else positions.push(position);
  }
  const matches: IndexPair[] = [];
  for (const position of fromLeft) {
    const partner = free.get(left[position] ?? -1)?.pop();
    if (partner !== undefined) matches.push([position, partner]);
  }
  return matches;
}

/** Whether the larger has every element of the smaller, counted. */
function isWithin(smaller: readonly number[], larger: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const id of larger) counts.set(id, (counts.get(id) ?? 0) + 1);
  return smaller.every((id) => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count - 1);
    return count > 0;
  });
}

function isSubsequence(smaller: readonly number[], larger: readonly number[]): boolean {
  let found = 0;
  for (const id of larger) if (found < smaller.length && smaller[found] === id) found += 1;
  return found === smaller.length;
}

function unmatched(length: number, matches: readonly IndexPair[], side: 0 | 1): number[] {
  const taken = new Uint8Array(length);
  for (const match of matches) taken[match[side]] = 1;
  const positions: number[] = [];
  for (let position = 0; position < length; position += 1)
    if (taken[position] === 0) positions.push(position);
  return positions;
}

/** Matches come in the primary's order; the shadow's positions must then rise too. */
function isRising(matches: readonly IndexPair[]): boolean {
  return matches.every(([, position], at) => at === 0 || position > (matches[at - 1]?.[1] ?? -1));
}
