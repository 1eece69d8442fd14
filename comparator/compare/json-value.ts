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

/** A Map, so that no member name (`__proto__`, `constructor`) means anything. */
export type JsonObject = Map<string, JsonValue>;

export type JsonValue = null | boolean | string | JsonNumber | JsonNested | JsonArray | JsonObject;

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function jsonTypeOf(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof JsonNumber) return 'number';
  if (Array.isArray(value)) return 'array';
  if (value instanceof JsonNested) return value.text.startsWith('[') ? 'array' : 'object';
  return 'object';
}
