import type { CanonicalIds } from './canonical-ids.ts';
import type { AlignmentBudget, IndexPair } from './common-subsequence.ts';
import { JsonObject, type JsonArray, type JsonValue } from './json-value.ts';

export interface Leftovers {
  readonly array: JsonArray;
  /** Positions without a partner, rising. */
  readonly positions: readonly number[];
}

/** Tables larger than this (about 60 by 60 elements) are not filled. */
const MAX_CELLS = 4_000;

/**
 * Pairs what found no equal: every element of the side with fewer gets a partner, in order. Where the counts differ, the
 * partners are chosen so that the pairs have the most members in common; for large leftovers, simply from the front.
 */
export function pairLeftovers(
  primary: Leftovers,
  shadow: Leftovers,
  ids: CanonicalIds,
  budget: AlignmentBudget,
): IndexPair[] {
  const isPrimaryFewer = primary.positions.length <= shadow.positions.length;
  const [fewer, more] = isPrimaryFewer ? [primary, shadow] : [shadow, primary];
  const partners = choosePartners(fewer, more, ids, budget);
  return fewer.positions.map((position, at) => {
    const partner = more.positions[partners[at] ?? at] ?? 0;
    return isPrimaryFewer ? [position, partner] : [partner, position];
  });
}

/** For each element of `fewer`, the index among `more`'s positions; best total likeness by dynamic programming. */
function choosePartners(
  fewer: Leftovers,
  more: Leftovers,
  ids: CanonicalIds,
  budget: AlignmentBudget,
): number[] {
  const rows = fewer.positions.length;
  const spare = more.positions.length - rows;
  const fromTheFront = fewer.positions.map((_, row) => row);
  if (spare === 0 || rows * (spare + 1) > MAX_CELLS) return fromTheFront;

  // best[row][shift]: the most likeness of the first `row` elements when at most `shift` of `more` were passed over.
  const width = spare + 1;
  const best = new Int32Array((rows + 1) * width);
  for (let row = 1; row <= rows; row += 1) {
    for (let shift = 0; shift <= spare; shift += 1) {
      if (budget.steps <= 0) return fromTheFront;
      const paired =
        (best[(row - 1) * width + shift] ?? 0) + likenessAt(fewer, more, row - 1, shift, ids, budget);
      const before = shift === 0 ? -1 : (best[row * width + shift - 1] ?? 0);
      best[row * width + shift] = Math.max(paired, before);
    }
  }
  const partners: number[] = [];
  let shift = spare;
  for (let row = rows; row > 0; row -= 1) {
    while (shift > 0 && best[row * width + shift] === best[row * width + shift - 1]) shift -= 1;
    partners.push(row - 1 + shift);
  }
  return partners.reverse();
}

function likenessAt(
  fewer: Leftovers,
  more: Leftovers,
  row: number,
  shift: number,
  ids: CanonicalIds,
  budget: AlignmentBudget,
): number {
  const a = fewer.array[fewer.positions[row] ?? 0];
  const b = more.array[more.positions[row + shift] ?? 0];
  budget.steps -= a instanceof JsonObject ? a.size + 1 : 1;
  return likeness(a, b, ids);
}

/** Members in common; elements that are not objects are only equal or not, and equal ones are gone by now. */
function likeness(a: JsonValue | undefined, b: JsonValue | undefined, ids: CanonicalIds): number {
  if (!(a instanceof JsonObject) || !(b instanceof JsonObject)) return 0;
  let common = 0;
  a.values.forEach((member, at) => {
    const other = b.getNear(a.names.list[at] ?? '', at);
    if (other !== undefined && ids.of(member) === ids.of(other)) common += 1;
  });
  return common;
}
