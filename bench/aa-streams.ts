import type { ControlOutcome } from '../comparator/control/control-outcome.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile } from './quantile.ts';
import { runStream, type StreamResult } from './streams/run-stream.ts';
import type { StreamOptions } from './streams/simulate.ts';
import { clopperPearson } from './verdict/binomial.ts';

const requests = 20_000;
const lookEvery = 1_000;

type Kind = Required<Pick<StreamOptions, 'ids' | 'control'>>;

/** Ids of each side's own cost the comparator about five times as much as the client's, and a control up to twice: hence the numbers. */
const kinds: readonly (readonly [string, number, Kind])[] = [
  ['ids of clients', 12, { ids: 'client', control: false }],
  ['ids of clients, control', 12, { ids: 'client', control: true }],
  ['shifted sequences', 8, { ids: 'shifted', control: false }],
  ['shifted sequences, control', 5, { ids: 'shifted', control: true }],
  ['UUIDs', 8, { ids: 'uuid', control: false }],
  ['UUIDs, control', 5, { ids: 'uuid', control: true }],
];
const streams = kinds.reduce((sum, [, count]) => sum + count, 0);

/** The same version on its own clone, through the whole comparator: it must not say FAIL, and has nothing to find. */
export const aaStreams: Benchmark = {
  name: 'aa-streams',
  question: `What does the whole comparator say of ${streams} streams of ${requests.toLocaleString('en-US')} requests to equal stacks with ids, clocks, order noise and heavy tails, looking after each ${lookEvery.toLocaleString('en-US')}?`,
  async run() {
    const all: StreamResult[] = [];
    const rows = [];
    for (const [name, count, kind] of kinds) {
      const results: StreamResult[] = [];
      for (let seed = 1; seed <= count; seed += 1) {
        results.push(await runStream({ seed: all.length + seed, requests, ...kind }, lookEvery));
      }
      all.push(...results);
      rows.push(rowOf(name, results));
    }
    return {
      columns: [
        'equal stacks',
        'streams',
        'FAIL',
        '95 % interval',
        'with findings',
        'raced %',
        'tainted %',
        'foreign-id %',
        'set aside, all %',
        'lost %',
        'controls equal / differing / set aside %',
        'CPU µs a request, median',
      ],
      rows: [...rows, rowOf('all', all)],
    };
  },
};

function rowOf(name: string, results: readonly StreamResult[]): (string | number)[] {
  const fails = results.filter(({ failedAfter }) => failedAfter !== undefined).length;
  const [lower, upper] = clopperPearson(fails, results.length, 0.05);
  const mean = (share: (result: StreamResult) => number): string =>
    percent(results.reduce((sum, result) => sum + share(result), 0) / results.length);
  return [
    name,
    results.length,
    fails,
    `${percent(lower)} to ${percent(upper)} %`,
    results.filter(({ document }) => document.findings.length > 0).length,
    mean(({ ledger }) => ledger.fates.raced / ledger.captured),
    mean(({ ledger }) => ledger.fates.tainted / ledger.captured),
    mean(({ ledger }) => ledger.fates['foreign-id'] / ledger.captured),
    mean(({ ledger }) => ledger.shares.setAside),
    mean(({ ledger }) => ledger.shares.loss),
    controlsOf(results),
    quantile(
      results.map(({ cpuUs }) => cpuUs),
      0.5,
    ).toFixed(0),
  ];
}

/** Of the controls whose pair was evidence. */
function controlsOf(results: readonly StreamResult[]): string {
  const count = (...outcomes: readonly ControlOutcome[]): number =>
    results.reduce(
      (sum, { controls }) => sum + outcomes.reduce((of, outcome) => of + (controls[outcome] ?? 0), 0),
      0,
    );
  const [equal, differing, setAside] = [
    count('equal'),
    count('differing'),
    count('raced', 'tainted', 'foreign'),
  ];
  const used = equal + differing + setAside;
  if (used === 0) return '';
  return [equal, differing, setAside].map((of) => percent(of / used)).join(' / ');
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
