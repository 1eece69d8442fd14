import type { MemberNames } from './member-names.ts';

/** A JSON number kept as it was written, because a double would lose digits of a `numeric` or a `bigint`. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Arrays or objects nested deeper than the parser goes: kept as text and compared as text. */
export class JsonNested {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonArray = JsonValue[];

/** Not a plain object, so that no member name (`__proto__`, `constructor`) means anything. */
export class JsonObject {
  readonly names: MemberNames;
  readonly values: readonly JsonValue[];
  /** The text it was read from; empty where the text was cut, or was not JSON. */
  readonly raw: string;

  constructor(names: MemberNames, values: readonly JsonValue[], raw: string) {
    this.names = names;
    this.values = values;
    this.raw = raw;
  }

  get size(): number {
    return this.values.length;
  }

  has(name: string): boolean {
    return this.names.indexOf(name) >= 0;
  }

  get(name: string): JsonValue | undefined {
    return this.values[this.names.indexOf(name)];
  }

  /** Like `get`, for an object that most likely has the name at this position. */
  getNear(name: string, position: number): JsonValue | undefined {
    return this.names.list[position] === name ? this.values[position] : this.get(name);
  }
}

export type JsonValue = null | boolean | string | JsonNumber | JsonNested | JsonArray | JsonObject;

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function jsonTypeOf(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof JsonNumber) return 'number';
  if (Array.isArray(value)) return 'array';
  if (value instanceof JsonObject) return 'object';
  return value.text.startsWith('[') ? 'array' : 'object';
}
