import { JsonObject, type JsonValue } from './json-value.ts';
import { MemberNames } from './member-names.ts';
import type { BodyFormat } from './media-type.ts';
import { parseJson } from './parse-json.ts';
import type { ParsedJson, ParseJsonOptions } from './parse-json.ts';

/** Reads a body that has fields, whatever it is written in: NDJSON as an array of its lines, a form as an object of texts. */
export function readJsonDocument(text: string, format: BodyFormat, options: ParseJsonOptions): ParsedJson {
  switch (format) {
    case 'json':
    case 'unknown':
      return parseJson(text, options);
    case 'ndjson':
      return readLines(text, options);
    case 'form':
      return readForm(text, options.cut);
    case 'text':
    case 'binary':
    case 'multipart':
      return { kind: 'not-json' };
  }
}

function readLines(text: string, { cut, twin }: ParseJsonOptions): ParsedJson {
  const twins = Array.isArray(twin) ? twin : [];
  const lines = text.split('\n');
  const values: JsonValue[] = [];
  const open = new Set<JsonValue>();
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const isCutLine = cut && at === lines.length - 1;
    const parsed = parseJson(line, { cut: isCutLine, twin: twins[values.length] ?? values.at(-1) });
    if (parsed.kind === 'json') {
      values.push(parsed.value);
      for (const container of parsed.open) open.add(container);
    } else if (!isCutLine) {
      return parsed;
    }
  }
  if (cut) open.add(values);
  return { kind: 'json', value: values, open };
}

function readForm(text: string, cut: boolean): ParsedJson {
  const whole = cut ? text.slice(0, Math.max(0, text.lastIndexOf('&'))) : text;
  const members = new Map<string, JsonValue>();
  for (const [name, value] of new URLSearchParams(whole)) {
    const earlier = members.get(name);
    if (earlier === undefined) members.set(name, value);
    else if (Array.isArray(earlier)) earlier.push(value);
    else members.set(name, [earlier, value]);
  }
  const fields = new JsonObject(new MemberNames([...members.keys()], []), [...members.values()], '');
  return { kind: 'json', value: fields, open: cut ? new Set([fields]) : new Set() };
}
