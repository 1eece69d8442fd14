/** Halvings of [0, 1]: to within 1e-9. */
const halvings = 30;

/** Where a condition that holds from some point of [0, 1] on begins to; 1 where it does not hold before. */
export function firstRate(holds: (rate: number) => boolean): number {
  let below = 0;
  let above = 1;
  if (holds(below)) return below;
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** The lowest whole number from 0 up to `most` from which on a condition holds; undefined where it does not by then. */
export function firstCount(holds: (count: number) => boolean, most: number): number | undefined {
  if (holds(0)) return 0;
  if (most < 1) return undefined;
  let below = 0;
  let above = 1;
  while (!holds(above)) {
    if (above >= most) return undefined;
    below = above;
    above = Math.min(2 * above, most);
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
