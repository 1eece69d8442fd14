/** Work one pair may still spend on aligning arrays, in elementary steps. */
export interface AlignmentBudget {
  steps: number;
}

/** More edits than this are not looked for: such arrays have little in common anyway. */
const MAX_EDITS = 500;

export type IndexPair = readonly [primary: number, shadow: number];

/**
 * The longest common subsequence (Myers 1986, "An O(ND) difference algorithm"), as pairs of positions in order. Undefined
 * when it needs over 500 edits or more steps than the budget has. Memory is at most 500² numbers.
 */
export function commonSubsequence(
  primary: readonly number[],
  shadow: readonly number[],
  budget: AlignmentBudget,
): IndexPair[] | undefined {
  const limit = Math.min(primary.length + shadow.length, MAX_EDITS);
  const center = limit + 1;
  const reach = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits += 1) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = center + diagonal;
      let x = cameDown(reach, at, diagonal, edits) ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1;
      const start = x;
      while (x < primary.length && x - diagonal < shadow.length && primary[x] === shadow[x - diagonal])
        x += 1;
      reach[at] = x;
      budget.steps -= 1 + x - start;
      if (x >= primary.length && x - diagonal >= shadow.length)
        return walkBack(trace, primary.length, diagonal);
    }
    if (budget.steps <= 0) return undefined;
    trace.push(reach.slice(center - edits - 1, center + edits + 2));
  }
  return undefined;
}

/** Whether the furthest path onto a diagonal takes an element of the shadow (down) or leaves one of the primary out. */
function cameDown(reach: Int32Array, at: number, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && (reach[at - 1] ?? 0) < (reach[at + 1] ?? 0));
}

function walkBack(trace: readonly Int32Array[], length: number, lastDiagonal: number): IndexPair[] {
  const matches: IndexPair[] = [];
  let x = length;
  let diagonal = lastDiagonal;
  for (let edits = trace.length; edits > 0; edits -= 1) {
    const reach = trace[edits - 1] ?? new Int32Array();
    const at = diagonal + edits; // the slice for `edits - 1` starts one before its lowest diagonal
    const down = cameDown(reach, at, diagonal, edits);
    const previous = down ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0);
    const start = down ? previous : previous + 1;
    for (x -= 1; x >= start; x -= 1) matches.push([x, x - diagonal]);
    x = previous;
    diagonal += down ? 1 : -1;
  }
  for (x -= 1; x >= 0; x -= 1) matches.push([x, x]);
  return matches.reverse();
}
