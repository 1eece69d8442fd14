import { blockMinimum } from '../../comparator/latency/latency-block.ts';
import type { Benchmark } from '../benchmark.ts';
import { quantile } from '../quantile.ts';
import { randomNumbers } from './random-numbers.ts';
import { SimulatedTimes, type TimesPlan } from './simulated-times.ts';
import { latencyRun } from './slower-at.ts';

/** By how much the shadow is slower: all of it, or only the slowest 2 % of requests, so that p50 and p95 are as they were. */
const whole = (factor: number) => (): number => factor;
const tail =
  (factor: number) =>
  (rank: number): number =>
    rank > 0.98 ? factor : 1;

interface Case {
  readonly name: string;
  readonly slowness: TimesPlan['slowness'];
  /** In blocks. */
  readonly correlations: readonly number[];
  readonly runs: number;
  readonly blocks: number;
}

const cases: readonly Case[] = [
  { name: '1.0x', slowness: whole(1), correlations: [0, 1, 3], runs: 500, blocks: 100 },
  { name: '1.1x', slowness: whole(1.1), correlations: [0, 0.1, 0.3, 1, 3], runs: 500, blocks: 100 },
  { name: '1.3x, all requests', slowness: whole(1.3), correlations: [0, 0.1, 1], runs: 40, blocks: 300 },
  { name: '1.3x, slowest 2 %', slowness: tail(1.3), correlations: [0, 0.1, 1], runs: 40, blocks: 300 },
  { name: '2x, all requests', slowness: whole(2), correlations: [0, 0.1, 1], runs: 40, blocks: 300 },
  { name: '2x, slowest 2 %', slowness: tail(2), correlations: [0, 0.1, 1], runs: 40, blocks: 300 },
];

export const verdictLatency: Benchmark = {
  name: 'verdict-latency',
  question: `Is a slower shadow found at a gate of 1.10, and never one that is not, looking after every block of ${blockMinimum.pairs} pairs?`,
  run() {
    return Promise.resolve({
      columns: [
        'shadow',
        'load correlated over',
        'runs',
        'of pairs',
        'FAIL',
        'pairs to it, median',
        'p95',
        'within the gate',
      ],
      rows: cases.flatMap((one, at) =>
        one.correlations.map((blocks, column) => rowOf(one, blocks, 10 * at + column)),
      ),
    });
  },
};

function rowOf(
  { name, slowness, runs, blocks }: Case,
  correlation: number,
  seed: number,
): (string | number)[] {
  const plan = { slowness, correlationPairs: correlation * blockMinimum.pairs };
  const results = Array.from({ length: runs }, (_, run) =>
    latencyRun(new SimulatedTimes(plan, randomNumbers(seed * 1_000_003 + run)), blocks),
  );
  const found = results.map(({ failsAt }) => failsAt ?? Infinity);
  const times = found.filter(Number.isFinite).length;
  return [
    name,
    correlation === 0 ? 'nothing' : `${correlation} blocks`,
    runs,
    (blocks * blockMinimum.pairs).toLocaleString('en-US'),
    times,
    pairsAt(found, 0.5),
    pairsAt(found, 0.95),
    results.filter(({ withinAt }) => withinAt !== undefined).length,
  ];
}

function pairsAt(found: readonly number[], q: number): string {
  const pairs = quantile(found, q);
  return Number.isFinite(pairs) ? pairs.toLocaleString('en-US') : 'not found';
}
