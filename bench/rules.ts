import { AccessLogTraffic, type Kind } from './access-log-traffic.ts';
import type { Benchmark } from './benchmark.ts';
import { ComparatorLine, cpuMicrosecondsOf } from './comparator-line.ts';
import { declaredCompare, onNewSchema } from './declared-compare.ts';
import { narrowed, order } from './json-documents.ts';
import { pairedRatio } from './paired-ratio.ts';
import { quantile } from './quantile.ts';

const warmUps = 3;
const rounds = 11;
const pairsPerRound = 4_000;

const plain = JSON.stringify(order(0));
const renamed = JSON.stringify(onNewSchema(order(0)));
const kinds = {
  identical: { primary: plain, shadow: plain },
  differing: { primary: plain, shadow: JSON.stringify(narrowed(order(0))) },
  mapped: { primary: plain, shadow: renamed },
  controlled: { primary: plain, shadow: plain, control: plain },
  controlledNoisy: { primary: plain, shadow: plain, control: JSON.stringify(narrowed(order(0))) },
  allMappedControlled: { primary: plain, shadow: renamed, control: plain },
  mappedControlled: {
    primary: plain,
    shadow: JSON.stringify(onNewSchema(narrowed(order(0)))),
    control: plain,
  },
  mappedDiffering: { primary: plain, shadow: JSON.stringify(onNewSchema(narrowed(order(0)))) },
} satisfies Record<string, Kind>;

const nothing = {};
const { rules, mapping } = declaredCompare;

interface Case {
  readonly name: string;
  readonly kind: Kind;
  readonly compare: object;
  /** The case it is set against. */
  readonly plain: number;
  readonly goal?: number;
}

const casesOfTwo: readonly Case[] = [
  { name: 'identical, 1 KB', kind: kinds.identical, compare: nothing, plain: 0, goal: 25_000 },
  { name: '… 200 rules', kind: kinds.identical, compare: { rules }, plain: 0, goal: 25_000 },
  { name: 'differing, 1 KB', kind: kinds.differing, compare: nothing, plain: 2, goal: 10_000 },
  { name: '… 200 rules', kind: kinds.differing, compare: { rules }, plain: 2, goal: 10_000 },
  {
    name: '… 200 rules and a mapping',
    kind: kinds.mappedDiffering,
    compare: { rules, mapping },
    plain: 2,
    goal: 10_000,
  },
  {
    name: 'all of it mapped, 200 rules',
    kind: kinds.mapped,
    compare: { rules, mapping },
    plain: 2,
    goal: 10_000,
  },
];

const controlCases: readonly Case[] = [
  {
    name: 'all of it mapped, 200 rules and a control',
    kind: kinds.allMappedControlled,
    compare: { rules, mapping },
    plain: 2,
    goal: 10_000,
  },
  {
    name: 'identical, 200 rules and a control',
    kind: kinds.controlled,
    compare: { rules },
    plain: 0,
    goal: 25_000,
  },
  { name: 'identical, 1 KB, a control', kind: kinds.controlled, compare: nothing, plain: 0, goal: 25_000 },
  { name: '… that differs', kind: kinds.controlledNoisy, compare: nothing, plain: 2, goal: 10_000 },
  {
    name: 'differing, 200 rules, a mapping and a control',
    kind: kinds.mappedControlled,
    compare: { rules, mapping },
    plain: 2,
    goal: 10_000,
  },
];

const cases: readonly Case[] = [...casesOfTwo, ...controlCases];

/** The comparator's whole way, as in `comparator`, with what a large migration declares; the cases take turns, round by round. */
export const rulesBenchmark: Benchmark = {
  name: 'rules',
  question: `What do 200 rules, a mapping of eight steps and a control cost a pair (CPU of the process, median of ${rounds} rounds)?`,
  async run() {
    const lines = await Promise.all(
      cases.map(async ({ kind, compare }) => ({
        traffic: new AccessLogTraffic([kind]),
        line: await ComparatorLine.open({ compare, controlled: 'control' in kind }),
        taken: [] as number[],
      })),
    );
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const { line, traffic, taken } of lines) {
        const took = await cpuMicrosecondsOf(line, traffic.pairs(pairsPerRound));
        if (round >= warmUps) taken.push(took / pairsPerRound);
      }
    }
    const rows = cases.map(({ name, goal, plain: at }, index) => {
      const taken = lines[index]?.taken ?? [];
      const median = quantile(taken, 0.5);
      const ratio = pairedRatio(taken.map((took, round) => [took, lines[at]?.taken[round] ?? NaN] as const));
      const against = index === at ? '' : `${ratio.mean.toFixed(2)} (≤ ${ratio.upperBound.toFixed(2)})`;
      return [name, median.toFixed(1), Math.round(1e6 / median), goal ?? '', against];
    });
    return { columns: ['pair', 'CPU µs', 'pairs/s and core', 'goal', 'times plain (95 %)'], rows };
  },
};
