import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputLines } from '../../../platform/process/output-lines.ts';

function linesOf(chunks: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const lines = outputLines((line) => seen.push(line));
  for (const chunk of chunks) lines.write(chunk);
  lines.end();
  return seen;
}

test('lines come out the same however the bytes were cut, in the middle of a character too', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(200)), (texts, cuts) => {
      const bytes = Buffer.from(texts.join('\n'));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
      expect(linesOf(chunks)).toEqual(linesOf([bytes]));
      expect(linesOf(chunks).join('\n')).toBe(bytes.toString().replace(/\n$/, ''));
    }),
  );
});

test('a line without end is handed on in pieces rather than kept', () => {
  const seen: string[] = [];
  const lines = outputLines((line) => seen.push(line));
  for (let piece = 0; piece < 100; piece += 1) lines.write(Buffer.alloc(10_000, 'x'));
  expect(seen.join('').length).toBeGreaterThan(900_000);
});
