import { defaultGates } from '../../comparator/verdict/gates.ts';
import type { Benchmark } from '../benchmark.ts';
import { quantile } from '../quantile.ts';
import { fixedTest } from './binomial.ts';
import { diffyReports } from './diffy-rule.ts';
import { differingPairs, PlantedStream, type FirstVerdict, type PlantedDefect } from './planted-defect.ts';
import { randomNumbers } from './random-numbers.ts';

const streams = 500;
const mostPairs = 500_000;
const diffyAfter = [2_000, 100_000];

const defects: readonly PlantedDefect[] = (['one path', 'scattered'] as const).flatMap((kind) =>
  [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05].flatMap((rate) =>
    [false, true].map((controlled) => ({ rate, kind, controlled })),
  ),
);

export const verdictPower: Benchmark = {
  name: 'verdict-power',
  question: `After how many pairs is a planted rate told from the budget of ${percent(defaultGates.differenceRate)} (${streams} streams of at most ${mostPairs.toLocaleString('en-US')})?`,
  run() {
    return Promise.resolve({
      columns: [
        'planted',
        'differences',
        'control',
        'FAIL / PASS / open',
        'pairs, median',
        'pairs, p95',
        'fixed-n test',
        ...diffyAfter.map((n) => `Diffy reports after ${n.toLocaleString('en-US')}`),
      ],
      rows: [...withoutDefect(), ...defects.map((defect, at) => rowOf(defect, at))],
    });
  },
};

function rowOf(defect: PlantedDefect, seed: number): (string | number)[] {
  const verdicts: FirstVerdict[] = [];
  const reported = diffyAfter.map(() => 0);
  for (let stream = 0; stream < streams; stream += 1) {
    // The same streams with and without a control.
    const random = randomNumbers(Math.floor(seed / 2) * 1_000_003 + stream);
    const differing = differingPairs(defect.rate, mostPairs, random);
    verdicts.push(new PlantedStream(defect, defaultGates).firstVerdict(differing, mostPairs));
    diffyAfter.forEach((n, at) => {
      const k = differing.filter((pair) => pair <= n).length;
      const perField = defect.kind === 'one path' ? k : Math.min(k, 1);
      if (diffyReports(perField, 0, n)) reported[at] = (reported[at] ?? 0) + 1;
    });
  }
  const share = (outcome: FirstVerdict['outcome']): string =>
    percent(verdicts.filter((verdict) => verdict.outcome === outcome).length / streams);
  return [
    percent(defect.rate),
    defect.kind,
    defect.controlled ? 'yes' : 'no',
    `${share('fail')} / ${share('pass')} / ${share('inconclusive')}`,
    atQuantile(verdicts, 0.5),
    atQuantile(verdicts, 0.95),
    fixedTestOf(defect.rate),
    ...reported.map((times) => percent(times / streams)),
  ];
}

function withoutDefect(): (string | number)[][] {
  const clean = new PlantedStream({ rate: 0, kind: 'scattered', controlled: false }, defaultGates);
  return [
    ['none', []],
    ['one stray', [1_500]],
  ].map(([name, differing]) => {
    const { outcome, pairs } = clean.firstVerdict(differing as number[], mostPairs);
    return [
      name as string,
      '',
      '',
      outcome.toUpperCase(),
      pairs,
      pairs,
      name === 'none' ? 2_995 : '',
      ...diffyAfter.map(() => ''),
    ];
  });
}

/** Open ones have taken at least all of their pairs. */
function atQuantile(verdicts: readonly FirstVerdict[], q: number): string {
  const isOpenThere = quantile(
    verdicts.map(({ outcome, pairs }) => (outcome === 'inconclusive' ? Infinity : pairs)),
    q,
  );
  return Number.isFinite(isOpenThere)
    ? isOpenThere.toLocaleString('en-US')
    : `over ${mostPairs.toLocaleString('en-US')}`;
}

function fixedTestOf(rate: number): string {
  if (rate === defaultGates.differenceRate) return 'cannot tell';
  const { n } = fixedTest(defaultGates.differenceRate, rate, { level: defaultGates.alpha, power: 0.95 });
  return n.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
