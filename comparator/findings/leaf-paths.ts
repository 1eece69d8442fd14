import { decodeBody } from '../compare/decode-body.ts';
import { decodeText } from '../compare/decode-text.ts';
import { elementPath, isMap, MemberPaths, ROOT } from '../compare/field-path.ts';
import { JsonObject, type JsonValue } from '../compare/json-value.ts';
import { parseMediaType } from '../compare/media-type.ts';
import { readJsonDocument } from '../compare/read-json-document.ts';
import type { CapturedResponse } from '../exchange/exchange.ts';
import { maxFields } from './growing-endpoint.ts';

/** Elements of an array that are looked at: the rest will be like them. */
const maxElements = 20;

/** Paths of the fields of an answer, as differences name them; none where it is not written in fields. */
export function leafPaths({ body, headers }: CapturedResponse): ReadonlySet<string> {
  const paths = new Set<string>();
  if (body === undefined) return paths;
  const decoded = decodeBody(body, headers['content-encoding']);
  if (decoded.kind === 'undecodable' || decoded.bytes.length === 0) return paths;
  const { format, parameters } = parseMediaType(headers['content-type']);
  const text = decodeText(decoded.bytes, { charset: parameters.get('charset'), cut: decoded.cut });
  if (text === undefined) return paths;
  const parsed = readJsonDocument(text, format, { cut: decoded.cut });
  if (parsed.kind === 'json') collect(ROOT, parsed.value, new MemberPaths(), paths);
  return paths;
}

/** A container with nothing in it is a field itself. */
function collect(path: string, value: JsonValue, members: MemberPaths, paths: Set<string>): void {
  if (paths.size >= maxFields) return;
  if (Array.isArray(value) && value.length > 0) {
    for (const element of value.slice(0, maxElements)) collect(elementPath(path), element, members, paths);
  } else if (value instanceof JsonObject && value.size > 0) {
    const folded = isMap(value);
    value.names.list.forEach((name, at) => {
      collect(members.of(path, name, folded), value.values[at] ?? null, members, paths);
    });
  } else paths.add(apart(path));
}

/** A copy: a path cut out of a body would hold on to the body. */
function apart(path: string): string {
  return Buffer.from(path).toString();
}
