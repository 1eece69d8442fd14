import { parseJson } from '../compare/parse-json.ts';
import type { CapturedRequest } from '../exchange/exchange.ts';
import { eachLeaf, textOf } from './leaves.ts';
import { piecesOf } from './link.ts';

/** A value of a request, and the field it is the value of. */
export interface NamedValue {
  readonly path: string;
  readonly text: string;
  readonly in: 'path' | 'query' | 'body';
}

/** Looked at of one request: no form names more things. */
const most = 64;
const mostBytes = 65_536;

/** The values of a request that may be ids: segments of its path, values of its query, and what its JSON body holds. */
export function namedValues({ path, body, headers }: CapturedRequest): readonly NamedValue[] {
  const named: NamedValue[] = piecesOf(path)
    .filter(({ text }) => text !== '')
    .map(({ kind, text, path: at }) => ({ path: at, text, in: kind === 'segment' ? 'path' : 'query' }));
  if (body === undefined || body.base64 || body.truncated || body.data.byteLength > mostBytes) {
    return named.slice(0, most);
  }
  if (!/json/i.test(headers['content-type'] ?? '')) return named.slice(0, most);
  const { buffer, byteOffset, byteLength } = body.data;
  const parsed = parseJson(Buffer.from(buffer, byteOffset, byteLength).toString());
  if (parsed.kind === 'json') {
    eachLeaf(parsed.value, (at, value) => {
      if (named.length < most) named.push({ path: at, text: textOf(value), in: 'body' });
    });
  }
  return named.slice(0, most);
}
