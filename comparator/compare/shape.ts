import type { Shape } from './difference.ts';
import { JsonNumber, JsonObject, jsonTypeOf, type JsonValue } from './json-value.ts';

export type ShapePair = readonly [primary: Shape, shadow: Shape];

export const ABSENT: Shape = { type: 'absent' };

/** Two values of one place, reduced to what may be kept of them. */
export function shapesOf(primary: JsonValue, shadow: JsonValue): ShapePair {
  if (typeof primary === 'string' && typeof shadow === 'string') return shapesOfTexts(primary, shadow);
  return [shapeOf(primary), shapeOf(shadow)];
}

export function shapeOf(value: JsonValue): Shape {
  const type = jsonTypeOf(value);
  if (typeof value === 'string') return { type, length: codePoints(value, 0, value.length) };
  if (value instanceof JsonNumber) return shapeOfNumber(value.text);
  if (Array.isArray(value)) return { type, length: value.length };
  if (value instanceof JsonObject) return { type, length: value.size };
  return { type };
}

export function shapesOfTexts(primary: string, shadow: string): ShapePair {
  const shortest = Math.min(primary.length, shadow.length);
  let prefix = 0;
  while (prefix < shortest && primary.charCodeAt(prefix) === shadow.charCodeAt(prefix)) prefix += 1;
  let suffix = 0;
  const rest = shortest - prefix;
  while (
    suffix < rest &&
    primary.charCodeAt(primary.length - 1 - suffix) === shadow.charCodeAt(shadow.length - 1 - suffix)
  ) {
    suffix += 1;
  }
  const edit = {
    commonPrefix: codePoints(primary, 0, prefix),
    commonSuffix: codePoints(primary, primary.length - suffix, primary.length),
  };
  return [
    { type: 'string', length: codePoints(primary, 0, primary.length), edit },
    { type: 'string', length: codePoints(shadow, 0, shadow.length), edit },
  ];
}

export function shapeOfBytes(length: number): Shape {
  return { type: 'binary', length };
}

export function shapeOfStatus(status: number): Shape {
  return { type: 'status', literal: String(status) };
}

function shapeOfNumber(text: string): Shape {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  return {
    type: 'number',
    length: whole.length + fraction.length,
    scale: Math.max(0, fraction.length - Number(exponent)),
  };
}

/** Characters as PostgreSQL counts them: a `varchar(20)` holds 20 code points, not 20 UTF-16 units. */
function codePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const isSecondOfPair =
      code >= 0xdc00 && code <= 0xdfff && at > start && isLeading(text.charCodeAt(at - 1));
    if (!isSecondOfPair) count += 1;
  }
  return count;
}

function isLeading(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
