import { defaultLimits } from '../comparator/limits.ts';
import { AccessLogTraffic, migration, type Kind } from './access-log-traffic.ts';
import type { Benchmark } from './benchmark.ts';
import { collectGarbage } from './collect-garbage.ts';
import { ComparatorLine } from './comparator-line.ts';
import { letterPlaceholder, placeholder } from './json-documents.ts';

const pairs = 5_000_000;
const pairsBetweenLevels = 500_000;
const pairsAtOnce = 5_000;
/** By then every table is full, with the limits below: the slope is that of what comes after. */
const settledAt = 1_000_000;
const limits = { ...defaultLimits, waitingHalves: 4_000, rememberedWrites: 20_000 };

const body = (member: string): string =>
  `{"id":${placeholder},"estimatedDeliveryDate":"2026-11-26",${member}}`;
const same = { primary: body('"total":129.95'), shadow: body('"total":129.95') };

/** Of 100 requests. Paths, keys and ids never repeat, and neither do the fields that differ in one of a hundred. */
const kinds: readonly Kind[] = [
  ...Array.from({ length: 80 }, (): Kind => same),
  ...Array.from({ length: 9 }, (): Kind => ({ ...same, write: true })),
  ...Array.from({ length: 5 }, (): Kind => ({ ...same, path: `/shelves/${letterPlaceholder}/books` })),
  ...Array.from({ length: 5 }, (): Kind => ({ ...same, shadow: body('"total":129') })),
  { primary: body(`"field_${letterPlaceholder}":"a"`), shadow: body(`"field_${letterPlaceholder}":"b"`) },
];

/** Half a percent of the halves never arrive. */
const arrives = (number: number, side: 'primary' | 'shadow'): boolean =>
  number % 200 !== (side === 'primary' ? 17 : 118);

interface Level {
  readonly pairs: number;
  readonly heap: number;
  readonly outside: number;
  readonly resident: number;
}

/** Levels after a full collection, while pairs that never repeat go through the comparator. */
export const memory: Benchmark = {
  name: 'memory',
  question: `Is the comparator's memory flat over ${pairs.toLocaleString('en')} pairs (MiB after a full collection)?`,
  async run() {
    const line = await ComparatorLine.open({ chosen: limits });
    const traffic = new AccessLogTraffic(kinds, 100_000_000);
    const levels: Level[] = [];
    for (let done = 0; done < pairs;) {
      for (const message of traffic.pairs(pairsAtOnce, arrives)) await line.take(message);
      done += pairsAtOnce;
      if (done % pairsBetweenLevels === 0) levels.push(levelAt(done));
    }
    await line.pass(20_000);
    const tally = await line.store.tally(migration);
    const fates = Object.entries(tally.fates).map(([fate, count]) => `${fate} ${count}`);
    const slope = (of: (level: Level) => number) =>
      slopePerMillion(
        levels.filter((level) => level.pairs >= settledAt),
        of,
      ).toFixed(2);
    return {
      columns: ['pairs', 'heap', 'outside of it', 'resident'],
      rows: [
        ...levels.map(({ pairs: at, heap, outside, resident }) => [
          at,
          ...[heap, outside, resident].map((size) => size.toFixed(1)),
        ]),
        [
          'MiB per million, from 1 million on',
          slope(({ heap }) => heap),
          slope(({ outside }) => outside),
          slope(({ resident }) => resident),
        ],
        [`fates: ${fates.join(', ')}; in flight ${tally.inFlight}`, '', '', ''],
      ],
    };
  },
};

function levelAt(done: number): Level {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mebibyte = 1_024 * 1_024;
  return { pairs: done, heap: heapUsed / mebibyte, outside: external / mebibyte, resident: rss / mebibyte };
}

/** Least squares. */
function slopePerMillion(levels: readonly Level[], of: (level: Level) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanPairs = mean(levels.map((level) => level.pairs));
  const meanLevel = mean(levels.map(of));
  const products = levels.map((level) => (level.pairs - meanPairs) * (of(level) - meanLevel));
  const squares = levels.map((level) => (level.pairs - meanPairs) ** 2);
  return (1_000_000 * mean(products)) / mean(squares);
}
