import { readLogEntry } from '../comparator/ingest/read-log-entry.ts';
import { encodeEntry, envoyAccessLogTypes, logEntry } from '../test/makers/access-log.ts';
import { ingestProfile } from '../test/makers/ingest-profile.ts';
import type { Benchmark } from './benchmark.ts';
import { cpuMicroseconds } from './cpu-time.ts';
import { quantile } from './quantile.ts';

const rounds = 21;
const entries = 1_000;

/** The part of a generated reader's entry that is kept, which the reader by hand copies out by itself. */
interface DecodedEntry {
  readonly commonProperties: {
    readonly metadata: { readonly filterMetadata: { readonly umbra: Struct } };
  };
}

interface Struct {
  readonly fields: {
    readonly response: { readonly structValue: { readonly fields: { readonly body: Body } } };
  };
}

interface Body {
  readonly stringValue: Uint8Array;
}

function bodyIn(decoded: unknown): Uint8Array {
  const { fields } = (decoded as DecodedEntry).commonProperties.metadata.filterMetadata.umbra;
  return fields.response.structValue.fields.body.stringValue;
}

/** Decoding one access log entry and copying its body out: by hand, generated from our slim profile, and with Envoy's full schema, in turns, CPU time. */
export const decoding: Benchmark = {
  name: 'decoding',
  question: `What does decoding an access log entry cost, µs of CPU (median of ${rounds} rounds)?`,
  run() {
    const slim = ingestProfile().lookupType('umbra.ingest.HTTPAccessLogEntry');
    const full = envoyAccessLogTypes().lookupType('envoy.data.accesslog.v3.HTTPAccessLogEntry');
    const rows = [900, 65_536].map((bodyBytes) => {
      const bytes = encodeEntry(
        logEntry({ id: '0123456789abcdef-1', key: 'tenant', responseBody: 'x'.repeat(bodyBytes) }),
      );
      const measure = (decode: () => unknown) =>
        cpuMicroseconds(() => {
          for (let entry = 0; entry < entries; entry += 1) decode();
        }) / entries;
      const taken = Array.from({ length: rounds + 5 }, () => [
        measure(() => readLogEntry(bytes)),
        measure(() => Buffer.from(bodyIn(slim.decode(bytes)))),
        measure(() => Buffer.from(bodyIn(full.decode(bytes)))),
      ]).slice(5); // the first rounds compile
      const medians = [0, 1, 2].map((way) =>
        quantile(
          taken.map((round) => round[way] ?? 0),
          0.5,
        ).toFixed(1),
      );
      return [bodyBytes, ...medians];
    });
    return Promise.resolve({ columns: ['body bytes', 'by hand', 'slim profile', 'full schema'], rows });
  },
};
