/**
 * Which of at most `hypotheses` are rejected, at a false discovery rate of at most `level` whatever the dependence between them: the r of
 * the largest e-values, for the largest r with the r-th at least hypotheses / (r * level) (Wang and Ramdas, e-BH, J. R. Stat. Soc. B 84(3),
 * 2022). `hypotheses` is the bound on their number, not how many there are so far: these came by looking. Where all hypotheses are true,
 * anything is rejected with probability at most `level`.
 */
export function eBenjaminiHochberg<Id>(
  logEValues: ReadonlyMap<Id, number>,
  { hypotheses, level }: { readonly hypotheses: number; readonly level: number },
): ReadonlySet<Id> {
  const descending = [...logEValues].sort(([, a], [, b]) => b - a);
  let rejected = 0;
  descending.forEach(([, logE], at) => {
    if (logE >= Math.log(hypotheses / ((at + 1) * level))) rejected = at + 1;
  });
  return new Set(descending.slice(0, rejected).map(([id]) => id));
}
