import * as jsondiffpatch from 'jsondiffpatch';
import { compareJson } from '../comparator/compare/compare-json.ts';
import { DifferenceCollector } from '../comparator/compare/difference-collector.ts';
import { parseJson, type ParsedJson } from '../comparator/compare/parse-json.ts';
import type { Benchmark } from './benchmark.ts';
import { cpuMicroseconds } from './cpu-time.ts';
import { moved, narrowed, order, orders, withInsertion } from './json-documents.ts';
import { quantile } from './quantile.ts';

const warmUps = 3;
const rounds = 15;

const documents: readonly (readonly [name: string, primary: unknown, shadow: unknown])[] = [
  ['1 KB, three fields changed', order(0), narrowed(order(0))],
  ['50 KB, one row of 50 changed', orders(), orders().with(20, narrowed(order(20)))],
  ['50 KB, every row changed', orders(), orders().map(narrowed)],
  ['50 KB, one row put in', orders(), withInsertion(orders())],
  ['50 KB, rows moved', orders(), moved(orders())],
];

const peer = jsondiffpatch.create({ objectHash: (element) => String((element as { id?: unknown }).id) });

/** Our JSON difference beside jsondiffpatch 0.7.7, which is told the key of elements; ours finds it. */
export const jsonDifference: Benchmark = {
  name: 'json-difference',
  question: `What does the difference of two JSON texts cost beside jsondiffpatch (CPU µs, median of ${rounds} rounds)?`,
  run() {
    const rows = documents.map(([name, before, after]) => {
      const texts = [JSON.stringify(before), JSON.stringify(after)] as const;
      const ours = parsedBeside(texts);
      const theirs = texts.map((text) => JSON.parse(text) as unknown);
      const ways = [
        () => ourDifferences(ours),
        () => ourDifferences(parsedBeside(texts)),
        () => theirDifferences(theirs[0], theirs[1]),
        () => theirDifferences(JSON.parse(texts[0]), JSON.parse(texts[1])),
      ];
      const medians = inTurns(ways);
      const [compared = 0, whole = 0, peerCompared = 0, peerWhole = 0] = medians;
      return [
        name,
        ...[compared, peerCompared, whole, peerWhole].map((median) => median.toFixed(0)),
        (peerWhole / whole).toFixed(1),
        `${ourDifferences(ours)} / ${theirDifferences(theirs[0], theirs[1])}`,
      ];
    });
    return Promise.resolve({
      columns: ['documents', 'ours', 'theirs', 'ours, parsed', 'theirs, parsed', 'ratio', 'differences'],
      rows,
    });
  },
};

/** Medians of each way's CPU time, the ways taking turns. */
function inTurns(ways: readonly (() => unknown)[]): number[] {
  const runs = 100;
  const taken = ways.map((): number[] => []);
  for (let round = 0; round < warmUps + rounds; round += 1) {
    ways.forEach((way, at) => {
      const took = cpuMicroseconds(() => {
        for (let run = 0; run < runs; run += 1) way();
      });
      if (round >= warmUps) taken[at]?.push(took / runs);
    });
  }
  return taken.map((sample) => quantile(sample, 0.5));
}

function parsedBeside([before, after]: readonly [string, string]): readonly [ParsedJson, ParsedJson] {
  const primary = parseJson(before);
  const twin = primary.kind === 'json' ? primary.value : undefined;
  return [primary, parseJson(after, { cut: false, twin })];
}

/** Kinds of differences: a field that differs in every row is one. */
function ourDifferences([primary, shadow]: readonly [ParsedJson, ParsedJson]): number {
  if (primary.kind !== 'json' || shadow.kind !== 'json') throw new Error('The documents are JSON');
  const found = new DifferenceCollector();
  compareJson(primary.value, shadow.value, found);
  return found.differences.length;
}

function theirDifferences(before: unknown, after: unknown): number {
  return countLeaves(peer.diff(before, after));
}

/** A leaf of a delta is an array; `_t` marks the delta of an array. */
function countLeaves(delta: unknown): number {
  if (Array.isArray(delta)) return 1;
  if (typeof delta !== 'object' || delta === null) return 0;
  return Object.values(delta).reduce((sum: number, part) => sum + countLeaves(part), 0);
}
