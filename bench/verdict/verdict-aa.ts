import { defaultGates } from '../../comparator/verdict/gates.ts';
import type { Benchmark } from '../benchmark.ts';
import { clopperPearson } from './binomial.ts';
import { randomNumbers, type Random } from './random-numbers.ts';
import { failsAt, type SameVersion } from './same-version.ts';

const streams = 2_000;
const pairs = 100_000;

const cases: readonly (readonly [string, (random: Random) => SameVersion])[] = [
  [
    'no control, differences at exactly the budget',
    () => ({ kind: 'scattered', rate: defaultGates.differenceRate }),
  ],
  ['control, one field noisy in 1 %', () => ({ kind: 'noise', rates: [0.01] })],
  ['control, one field noisy in 30 %', () => ({ kind: 'noise', rates: [0.3] })],
  [
    'control, 20 fields noisy in 0.05 to 5 %',
    (random) => ({ kind: 'noise', rates: Array.from({ length: 20 }, () => 0.0005 * 100 ** random()) }),
  ],
];

export const verdictAa: Benchmark = {
  name: 'verdict-aa',
  question: `How often does the same version fail, looking after every one of ${pairs.toLocaleString('en-US')} pairs (${streams.toLocaleString('en-US')} streams each, alpha ${defaultGates.alpha})?`,
  run() {
    return Promise.resolve({
      columns: ['streams', 'FAIL', 'of', 'share', '95 % interval', 'first FAIL at'],
      rows: cases.map(([name, versionOf], at) => {
        const fails: number[] = [];
        for (let stream = 0; stream < streams; stream += 1) {
          const random = randomNumbers(at * 1_000_003 + stream);
          const pair = failsAt(versionOf(random), pairs, defaultGates, random);
          if (pair !== undefined) fails.push(pair);
        }
        const [lower, upper] = clopperPearson(fails.length, streams, 0.05);
        return [
          name,
          fails.length,
          streams,
          percent(fails.length / streams),
          `${percent(lower)} to ${percent(upper)}`,
          fails.length === 0 ? 'never' : Math.min(...fails),
        ];
      }),
    });
  },
};

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
