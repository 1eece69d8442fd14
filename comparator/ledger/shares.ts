import { fates, meaningOf, type Fate, type FateMeaning } from './fate.ts';

/** Of the requests that have a fate; all 0 while none has. Truncated pairs are set aside: half of them was not looked at. */
export interface Shares {
  readonly evidence: number;
  readonly setAside: number;
  readonly loss: number;
}

const shareOf: Readonly<Record<FateMeaning, keyof Shares>> = {
  evidence: 'evidence',
  finding: 'evidence',
  partial: 'setAside',
  'set-aside': 'setAside',
  loss: 'loss',
};

/** What fates come to: requests by what they mean for a verdict, and their shares. */
export function sharesOf(counted: Readonly<Partial<Record<Fate, number>>>): {
  readonly settled: number;
  readonly counts: Shares;
  readonly shares: Shares;
} {
  const counts = { evidence: 0, setAside: 0, loss: 0 };
  for (const fate of fates) counts[shareOf[meaningOf(fate)]] += counted[fate] ?? 0;
  const settled = counts.evidence + counts.setAside + counts.loss;
  const share = (part: number): number => (settled === 0 ? 0 : part / settled);
  const shares = {
    evidence: share(counts.evidence),
    setAside: share(counts.setAside),
    loss: share(counts.loss),
  };
  return { settled, counts, shares };
}
