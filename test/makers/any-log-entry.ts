import fc from 'fast-check';
import type { LoggedEntry } from './access-log.ts';

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '__proto__'),
);
const flags = [
  'noHealthyUpstream',
  'upstreamRequestTimeout',
  'upstreamOverflow',
  'upstreamRetryLimitExceeded',
  'downstreamConnectionTermination',
  'upstreamMaxStreamDurationReached',
  'downstreamRemoteReset',
  'faultInjected',
] as const;

/** Entries that Envoy could write, and some that it would not: hostile paths, headers, times, ids and bodies. */
export const anyLogEntry: fc.Arbitrary<LoggedEntry> = fc.record(
  {
    id: fc.oneof(
      fc.constantFrom('0123456789abcdef-1', '0123456789abcdef-2', '0123456789abcdef-999999999999', null),
      anyText,
    ),
    migration: fc.oneof(fc.constantFrom('orders-v2', 'orders-v3'), anyText),
    role: fc.constantFrom('mirror' as const, 'shadow' as const, 'too-large' as const),
    key: anyText,
    method: fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const),
    path: fc.oneof(anyText, fc.webPath(), fc.constantFrom('/%', '/a;b', 'http://', '/graphql?query={')),
    status: fc.oneof(fc.constantFrom(0, 200, 204, 304, 500), fc.nat(4_294_967_295)),
    responseHeaders: fc.dictionary(anyText, anyText, { maxKeys: 4 }),
    responseTrailers: fc.dictionary(anyText, anyText, { maxKeys: 2 }),
    responseBody: fc.oneof(anyText, fc.json()),
    requestBody: fc.oneof(anyText, fc.json()),
    startedAtMs: fc.oneof(fc.nat(4_000_000_000_000), fc.constant(0)),
    durationMs: fc.nat(2_000_000_000),
    requestComplete: fc.boolean(),
    flags: fc.dictionary(fc.constantFrom(...flags), fc.boolean()),
    details: anyText,
  },
  { requiredKeys: ['id'] },
);
