import { AccessLogTraffic, type Kind } from './access-log-traffic.ts';
import type { Benchmark } from './benchmark.ts';
import { ComparatorLine, cpuMicrosecondsOf } from './comparator-line.ts';
import { issuedElsewhere, moved, narrowed, order, orders } from './json-documents.ts';
import { quantile } from './quantile.ts';

const warmUps = 3;
const rounds = 11;

const small = JSON.stringify(order(0));
const large = JSON.stringify(orders());
const oneRowDiffers = JSON.stringify(orders().with(20, narrowed(order(20))));
const kinds = {
  identicalSmall: { primary: small, shadow: small },
  differingSmall: { primary: small, shadow: JSON.stringify(narrowed(order(0))) },
  identicalLarge: { primary: large, shadow: large },
  oneRow: { primary: large, shadow: oneRowDiffers },
  everyRow: { primary: large, shadow: JSON.stringify(orders().map(narrowed)) },
  moved: { primary: large, shadow: JSON.stringify(moved(orders())) },
  write: { primary: small, shadow: small, write: true },
  born: {
    primary: small,
    shadow: JSON.stringify(issuedElsewhere(order(0))),
    path: '/orders',
    write: true,
  },
  readAgain: {
    primary: JSON.stringify(order(1)),
    shadow: JSON.stringify(issuedElsewhere(order(1))),
    path: '/orders/latest',
  },
  listed: {
    primary: JSON.stringify(orders().slice(1)),
    shadow: JSON.stringify(orders().slice(1).map(issuedElsewhere)),
    path: '/orders',
  },
} satisfies Record<string, Kind>;

const times = (count: number, kind: Kind): Kind[] => Array.from({ length: count }, () => kind);

interface Row {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** In a round. */
  readonly pairs: number;
  /** Pairs per second and core. */
  readonly goal?: number;
}

const measured: readonly Row[] = [
  { name: 'identical, 1 KB', kinds: [kinds.identicalSmall], pairs: 4_000, goal: 25_000 },
  { name: 'differing, 1 KB', kinds: [kinds.differingSmall], pairs: 4_000, goal: 10_000 },
  { name: 'ids and clocks of each side, given out, 1 KB', kinds: [kinds.born], pairs: 4_000 },
  { name: 'the same, read again, 1 KB', kinds: [kinds.readAgain], pairs: 4_000 },
  { name: 'identical, 50 KB', kinds: [kinds.identicalLarge], pairs: 400 },
  { name: 'one row of 50 differs, 50 KB', kinds: [kinds.oneRow], pairs: 300, goal: 1_000 },
  { name: 'every row of 50 differs, 50 KB', kinds: [kinds.everyRow], pairs: 300, goal: 1_000 },
  { name: 'ids and clocks of each side in every row of 49, 50 KB', kinds: [kinds.listed], pairs: 300 },
  { name: 'rows moved, 50 KB', kinds: [kinds.moved], pairs: 300 },
  {
    name: 'mixed: 80 % identical 1 KB, 10 % writes, 5 % differing, 5 % of 50 KB, a fifth of those moved',
    kinds: [
      ...times(80, kinds.identicalSmall),
      ...times(10, kinds.write),
      ...times(5, kinds.differingSmall),
      ...times(4, kinds.identicalLarge),
      kinds.moved,
    ],
    pairs: 4_000,
  },
];

/** From the encoded message to evidence in the in-memory store, one thread; every kind in turn, round by round. */
export const comparator: Benchmark = {
  name: 'comparator',
  question: `What does a pair cost, from the access log's bytes to evidence (CPU of the process, median of ${rounds} rounds)?`,
  async run() {
    const lines = await Promise.all(
      measured.map(async (row) => ({
        row,
        traffic: new AccessLogTraffic(row.kinds),
        line: await ComparatorLine.open(),
        microseconds: [] as number[],
      })),
    );
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const { row, traffic, line, microseconds } of lines) {
        const took = await cpuMicrosecondsOf(line, traffic.pairs(row.pairs));
        if (round >= warmUps) microseconds.push(took / row.pairs);
      }
    }
    const rows = lines.map(({ row, microseconds }) => {
      const median = quantile(microseconds, 0.5);
      const range = `${quantile(microseconds, 0).toFixed(0)}–${quantile(microseconds, 1).toFixed(0)}`;
      return [row.name, median.toFixed(1), range, Math.round(1e6 / median), row.goal ?? ''];
    });
    return {
      columns: ['pair', 'CPU µs', 'min–max', 'pairs/s and core', 'goal'],
      rows: [...rows, diffy],
    };
  },
};

/** Not measured here: Diffy (opendiffy, 2024) proxies and compares a request; median of 3 runs on two cores, 2026-11-23. */
const diffy = ['Diffy, a whole request (another run, 2026-11-23)', '2900', '', 345, ''];
