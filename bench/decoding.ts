import { loadIngestCodec } from '../comparator/adapters/grpc/ingest-codec.ts';
import { encodeEntry, envoyAccessLogTypes, logEntry } from '../test/makers/access-log.ts';
import type { Benchmark } from './benchmark.ts';
import { cpuMicroseconds } from './cpu-time.ts';
import { quantile } from './quantile.ts';

const rounds = 21;
const entries = 1_000;

/** Decoding one access log entry with our slim profile and with Envoy's full schema, in turns, CPU time. */
export const decoding: Benchmark = {
  name: 'decoding',
  question: `What does decoding an access log entry cost, slim profile against full schema (median of ${rounds} rounds)?`,
  run() {
    const slim = loadIngestCodec();
    const full = envoyAccessLogTypes().lookupType('envoy.data.accesslog.v3.HTTPAccessLogEntry');
    const rows = [900, 65_536].map((bodyBytes) => {
      const bytes = encodeEntry(
        logEntry({ id: '0123456789abcdef-1', key: 'tenant', responseBody: 'x'.repeat(bodyBytes) }),
      );
      const measure = (decode: () => unknown) =>
        cpuMicroseconds(() => {
          for (let entry = 0; entry < entries; entry += 1) decode();
        }) / entries;
      const pairs = Array.from({ length: rounds + 5 }, () => [
        measure(() => slim.decodeEntry(bytes)),
        measure(() => full.decode(bytes)),
      ]).slice(5); // the first rounds compile
      const median = (pick: (pair: number[]) => number) => quantile(pairs.map(pick), 0.5);
      return [
        bodyBytes,
        median(([one = 0]) => one).toFixed(1),
        median(([, other = 0]) => other).toFixed(1),
        median(([one = 0, other = 1]) => one / other).toFixed(2),
      ];
    });
    return Promise.resolve({ columns: ['body bytes', 'slim µs', 'full µs', 'ratio'], rows });
  },
};
