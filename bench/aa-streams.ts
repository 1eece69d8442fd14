import type { Fate } from '../comparator/ledger/fate.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile } from './quantile.ts';
import { defects } from './streams/defect.ts';
import { runStream, type StreamResult } from './streams/run-stream.ts';
import type { StreamOptions } from './streams/simulate.ts';

const streams = 50;
const requests = 20_000;
const streamsWithDefect = 5;
/** Latency needs some blocks of 500 pairs of an endpoint. */
const requestsWithDefect = 40_000;

type Variant = Omit<StreamOptions, 'seed' | 'requests'>;

/** The same version on its own clone, and defects planted on it: the whole comparator says FAIL of the latter only. */
export const aaStreams: Benchmark = {
  name: 'aa-streams',
  question: `What does the whole comparator say of ${streams} streams of ${requests} requests to equal stacks with ids, clocks, order noise and heavy tails, and of ${streamsWithDefect} of ${requestsWithDefect} with a defect?`,
  async run() {
    const rows = [
      await measure('equal, shifted sequences', streams / 2, requests, { ids: 'shifted' }),
      await measure('equal, UUIDs', streams / 2, requests, { ids: 'uuid' }),
    ];
    for (const defect of defects) {
      rows.push(await measure(defect, streamsWithDefect, requestsWithDefect, { ids: 'shifted', defect }));
    }
    return {
      columns: [
        'streams',
        'FAIL',
        'PASS',
        'with findings',
        'raced %',
        'tainted %',
        'foreign-id %',
        'evidence %',
        'CPU µs a request, median',
      ],
      rows,
    };
  },
};

async function measure(
  name: string,
  count: number,
  length: number,
  variant: Variant,
): Promise<(string | number)[]> {
  const results: StreamResult[] = [];
  for (let seed = 1; seed <= count; seed += 1)
    results.push(await runStream({ seed, requests: length, ...variant }));
  const said = (outcome: string): number =>
    results.filter(({ verdict }) => verdict.outcome === outcome).length;
  const share = (fate: Fate): string =>
    percent(sum(results.map(({ ledger }) => ledger.fates[fate])) / (count * length));
  return [
    `${name}: ${count} of ${length}`,
    said('fail'),
    said('pass'),
    results.filter(({ document }) => document.findings.length > 0).length,
    share('raced'),
    share('tainted'),
    share('foreign-id'),
    percent(sum(results.map(({ ledger }) => ledger.shares.evidence)) / count),
    quantile(
      results.map(({ cpuUs }) => cpuUs),
      0.5,
    ).toFixed(0),
  ];
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
