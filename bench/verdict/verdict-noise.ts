import type { Benchmark } from '../benchmark.ts';
import { documentWith, evidenceEnd } from '../../test/makers/evidence.ts';
import { judge } from '../../comparator/verdict/judge.ts';
import { diffyReports } from './diffy-rule.ts';
import { randomNumbers, type Random } from './random-numbers.ts';

const streams = 200;
const lengths = [1_000, 10_000, 100_000];

/** Of a field: how often it differs between two stacks of one version, and how often the new version gets it wrong beside that. */
const cases = [0.01, 0.3, 1].flatMap((noise) => [0, 0.01, 0.1].map((regression) => ({ noise, regression })));

export const verdictNoise: Benchmark = {
  name: 'verdict-noise',
  question: `What is said of a noisy field, with and without a regression on it (${streams} streams each, with a control; in Diffy's case, with a secondary)?`,
  run() {
    return Promise.resolve({
      columns: [
        'noisy in',
        'wrong in',
        ...lengths.flatMap((n) => [`ours after ${n.toLocaleString('en-US')}`, 'Diffy reports']),
      ],
      rows: cases.map(({ noise, regression }, at) => {
        const cells = lengths.map(() => ({ said: new Map<string, number>(), reported: 0 }));
        for (let stream = 0; stream < streams; stream += 1) {
          const random = randomNumbers(at * 1_000_003 + stream);
          countedAt(noise, regression, random).forEach((counts, length) => {
            const cell = cells[length];
            if (cell === undefined) return;
            const saidOfIt = said(counts);
            cell.said.set(saidOfIt, (cell.said.get(saidOfIt) ?? 0) + 1);
            if (diffyReports(counts.shadowOnly + counts.both, counts.controlOnly + counts.both, counts.pairs))
              cell.reported += 1;
          });
        }
        return [
          percent(noise),
          regression === 0 ? 'never' : percent(regression),
          ...cells.flatMap((cell) => [
            [...cell.said]
              .sort(([, a], [, b]) => b - a)
              .map(([words, times]) => `${words} ${percent(times / streams)}`)
              .join(', '),
            percent(cell.reported / streams),
          ]),
        ];
      }),
    });
  },
};

interface Counts {
  readonly pairs: number;
  readonly shadowOnly: number;
  readonly controlOnly: number;
  readonly both: number;
}

/** The field's counts after each of the lengths. */
function countedAt(noise: number, regression: number, random: Random): Counts[] {
  const counts = { pairs: 0, shadowOnly: 0, controlOnly: 0, both: 0 };
  const wrongOrNoisy = 1 - (1 - noise) * (1 - regression);
  const taken: Counts[] = [];
  for (let pair = 1; pair <= Math.max(...lengths); pair += 1) {
    counts.pairs = pair;
    const onShadow = random() < wrongOrNoisy;
    const onControl = random() < noise;
    if (onShadow && onControl) counts.both += 1;
    else if (onShadow) counts.shadowOnly += 1;
    else if (onControl) counts.controlOnly += 1;
    if (lengths.includes(pair)) taken.push({ ...counts });
  }
  return taken;
}

function said({ pairs, ...counts }: Counts): string {
  const { outcome, noise, confirmed } = judge(
    documentWith([{ path: '$.field', keys: 64, ...counts }], { controlled: true, pairs }),
    evidenceEnd,
  );
  const standing = noise[0]?.standing ?? confirmed[0]?.standing;
  if (outcome === 'fail') return 'FAIL';
  if (standing === 'noise') return outcome === 'pass' ? 'PASS, noise' : 'noise, excess open';
  return standing ?? 'open';
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
