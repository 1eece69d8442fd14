import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLogEntry } from '../../../comparator/ingest/read-log-entry.ts';
import { readLogMessage } from '../../../comparator/ingest/read-log-message.ts';
import { toExchange } from '../../../comparator/ingest/to-exchange.ts';
import { WireError } from '../../../comparator/ingest/wire-reader.ts';
import { encodeEntry, encodeLogMessage, logEntry } from '../../makers/access-log.ts';
import { anyLogEntry } from '../../makers/any-log-entry.ts';

/**
 * As the access log service takes a message: an exchange or a count for each entry, and one refusal for bytes that are no message.
 * The reader goes over bytes from front to back and never into a struct that is not ours, so time is bounded by their length.
 */
function taken(bytes: Uint8Array): string[] {
  try {
    return readLogMessage(bytes).httpEntries.map(entryTaken);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return ['undecodable-message'];
  }
}

function entryTaken(bytes: Uint8Array): string {
  let entry;
  try {
    entry = readLogEntry(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return 'undecodable';
  }
  const parsed = toExchange(entry);
  if (parsed.kind === 'malformed') return parsed.reason;
  expect(Number.isSafeInteger(parsed.exchange.id.number)).toBe(true);
  return 'exchange';
}

const varint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];

/** `depth` messages, one inside the other, each under `tags` in turn. */
function nested(depth: number, ...tags: number[]): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < depth; level += 1) {
    const header = Buffer.from([tags[level % tags.length] ?? 0, ...varint(BigInt(length))]);
    parts.push(header);
    length += header.length;
  }
  return Buffer.concat(parts.reverse());
}

const field = (tag: readonly number[], content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...tag, ...varint(BigInt(content.length))]), content]);

/** An entry whose metadata hold this struct under our name. */
const withStruct = (struct: Uint8Array): Buffer => {
  const entry = Buffer.concat([field([0x0a], Buffer.from('umbra')), field([0x12], struct)]);
  return field([0x0a], field([0x8a, 0x01], field([0x0a], entry)));
};

describe('bytes that no Envoy sends', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'incomplete'],
    ['a number that never ends', Buffer.alloc(64, 0xff), 'undecodable'],
    ['a length beyond the end', Buffer.from([0x0a, 0x7f]), 'undecodable'],
    ['a length beyond 32 bits', Buffer.from([0x0a, ...varint(2n ** 40n)]), 'incomplete'],
    ['a length of 4 GiB', Buffer.from([0x0a, ...varint(2n ** 32n - 1n)]), 'undecodable'],
    ['a group', Buffer.from([0x0b, 0x0c]), 'undecodable'],
    [
      'a field longer than its message',
      Buffer.from([0x0a, 3, 0x9a, 0x01, 9, ...Buffer.alloc(20)]),
      'undecodable',
    ],
    ['a double that breaks off', withStruct(Buffer.from([0x11, 1, 2])), 'undecodable'],
    ['100,000 structs in one another', withStruct(nested(100_000, 0x0a, 0x12, 0x2a)), 'incomplete'],
    ['100,000 values in one another, half broken', nested(100_000, 0x0a).subarray(0, 150_000), 'undecodable'],
  ])('as an entry, %s', (_, bytes, expected) => {
    expect(entryTaken(bytes)).toBe(expected);
  });

  test('as a message of a million empty entries, are as many entries', () => {
    const entries = Buffer.alloc(2_000_000);
    for (let at = 0; at < entries.length; at += 2) entries[at] = 0x0a;
    expect(new Set(taken(field([0x12], entries)))).toEqual(new Set(['incomplete']));
  });

  const message = fc
    .array(anyLogEntry, { minLength: 1, maxLength: 3 })
    .map((entries) => encodeLogMessage(entries.map(logEntry), 'envoy-1'));

  test('of Envoy’s schema, whatever they hold, are an exchange or counted for each entry', () => {
    fc.assert(
      fc.property(fc.array(anyLogEntry, { maxLength: 4 }), (entries) => {
        const known = ['exchange', 'unknown-route', 'no-pairing-id', 'bad-pairing-id'];
        const outcomes = taken(encodeLogMessage(entries.map(logEntry)));
        expect(outcomes).toHaveLength(entries.length);
        for (const outcome of outcomes) expect(known).toContain(outcome);
      }),
      { numRuns: 300 },
    );
  });

  test('cut, flipped, or grown in any place end in a count', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      how: fc.constantFrom('flip' as const, 'insert' as const, 'cut' as const),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 6 }),
        fc.constantFrom(Uint8Array.from(varint(2n ** 32n - 1n)), Uint8Array.from(varint(2n ** 63n))),
      ),
    });
    fc.assert(
      fc.property(message, fc.array(change, { minLength: 1, maxLength: 5 }), (whole, changes) => {
        let bytes = Buffer.from(whole);
        for (const { at, how, bytes: given } of changes) {
          const place = Math.floor(at * bytes.length);
          if (how === 'flip') bytes.set(given.subarray(0, bytes.length - place), place);
          else if (how === 'cut') bytes = bytes.subarray(0, place);
          else bytes = Buffer.concat([bytes.subarray(0, place), given, bytes.subarray(place)]);
        }
        taken(bytes);
        entryTaken(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  test('of an entry, flipped one by one, end in a count', () => {
    const whole = encodeEntry(logEntry({ id: '0123456789abcdef-7', key: 'k', requestBody: '{}' }));
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0x00, 0x7f, 0x80, 0xff, (whole[at] ?? 0) ^ 1]) {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        entryTaken(bytes);
      }
      entryTaken(whole.subarray(0, at));
    }
  });

  test('that are random end in a count', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        taken(bytes);
        entryTaken(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});
