import { canonicalDecimal } from '../compare/decimal.ts';
import { product } from '../compare/decimal-distance.ts';
import { JsonNumber, type JsonValue } from '../compare/json-value.ts';
import type { MappedScalar } from './mapping-step.ts';

/** Numbers as JSON has them: 007 is rather a name than a number. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Times a factor, exactly. A text that is a number stays: nobody can know how many digits the new schema writes. */
export function scaled(value: JsonValue, factor: string): JsonValue {
  const text = value instanceof JsonNumber ? product(value.text, factor) : undefined;
  return text === undefined ? value : new JsonNumber(text);
}

/** As another type: numbers as they are written, 1 and 0 for true and false. What cannot be read as one stays. */
export function converted(value: JsonValue, to: 'text' | 'number' | 'boolean'): JsonValue {
  switch (to) {
    case 'text':
      if (value instanceof JsonNumber) return value.text;
      return typeof value === 'boolean' ? String(value) : value;
    case 'number':
      if (typeof value === 'boolean') return new JsonNumber(value ? '1' : '0');
      return typeof value === 'string' && jsonNumber.test(value) ? new JsonNumber(value) : value;
    case 'boolean':
      return value instanceof JsonNumber
        ? booleanOf(canonicalDecimal(value.text), value)
        : typeof value === 'string'
          ? booleanOf(value, value)
          : value;
  }
}

/** What the value is called by in an enumeration; undefined for what has no name there. */
export function nameOf(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof JsonNumber) return canonicalDecimal(value.text);
  return typeof value === 'boolean' ? String(value) : undefined;
}

export function toJson(scalar: MappedScalar): JsonValue {
  return typeof scalar === 'object' && scalar !== null ? new JsonNumber(scalar.number) : scalar;
}

function booleanOf(text: string, otherwise: JsonValue): JsonValue {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : otherwise;
}
