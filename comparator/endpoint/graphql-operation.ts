import { decodeBody } from '../compare/decode-body.ts';
import { decodeText } from '../compare/decode-text.ts';
import { JsonObject, type JsonValue } from '../compare/json-value.ts';
import { parseMediaType } from '../compare/media-type.ts';
import { parseJson } from '../compare/parse-json.ts';
import type { CapturedRequest } from '../exchange/exchange.ts';
import { parseGraphqlDocument } from './graphql-document.ts';
import type { GraphqlOperation } from './graphql-document.ts';
import { pathnameOf } from './request-path.ts';

/**
 * The operations a request asks a GraphQL server for: one, or several in a batch. Undefined when it is no GraphQL, or
 * says too little: a persisted query known by hash only, a body cut before its query's end.
 */
export function graphqlOperationsOf(request: CapturedRequest): readonly GraphqlOperation[] | undefined {
  if (request.method === 'GET') return operationsInQueryString(request.path);
  if (request.method !== 'POST') return undefined;
  const mediaType = parseMediaType(request.headers['content-type']);
  const isDocument = mediaType.essence === 'application/graphql';
  if (mediaType.format !== 'json' && !isDocument) return undefined;
  const text = bodyTextOf(request);
  if (text === undefined) return undefined;
  if (isDocument) return selected(text, undefined);
  return text.includes('"query"') ? operationsInJson(text, request.body?.truncated ?? false) : undefined;
}

function operationsInQueryString(path: string): readonly GraphqlOperation[] | undefined {
  if (!/\/g(?:raph)?ql\/?$/.test(pathnameOf(path))) return undefined;
  const query = new URLSearchParams(path.slice(path.indexOf('?') + 1));
  return selected(query.get('query') ?? '', query.get('operationName') ?? undefined);
}

function bodyTextOf({ body, headers }: CapturedRequest): string | undefined {
  if (body === undefined) return undefined;
  const decoded = decodeBody(body, headers['content-encoding']);
  if (decoded.kind === 'undecodable') return undefined;
  return decodeText(decoded.bytes, { charset: undefined, cut: decoded.cut });
}

function operationsInJson(text: string, cut: boolean): readonly GraphqlOperation[] | undefined {
  const parsed = parseJson(text, { cut });
  if (parsed.kind !== 'json') return undefined;
  if (!Array.isArray(parsed.value)) return operationsIn(parsed.value);
  // A batch: what its cut-off part would have done is not known.
  if (parsed.value.length === 0 || parsed.open.size > 0) return undefined;
  const operations: GraphqlOperation[] = [];
  for (const entry of parsed.value) {
    const found = operationsIn(entry);
    if (found === undefined) return undefined;
    operations.push(...found);
  }
  return operations;
}

function operationsIn(entry: JsonValue): readonly GraphqlOperation[] | undefined {
  if (!(entry instanceof JsonObject)) return undefined;
  const query = textAt(entry, 'query');
  return query === undefined ? undefined : selected(query, textAt(entry, 'operationName'));
}

function textAt(object: JsonObject, name: string): string | undefined {
  const value = object.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A document may define several operations; a request runs the one it names. */
function selected(
  document: string,
  operationName: string | undefined,
): readonly GraphqlOperation[] | undefined {
  const operations = parseGraphqlDocument(document);
  if (operations === undefined) return undefined;
  const chosen =
    operationName === undefined ? operations : operations.filter(({ name }) => name === operationName);
  return chosen.length === 1 ? chosen : undefined;
}
