import fc from 'fast-check';

/** Bytes as text, one character a byte. */
const bytesAsText = (unit: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));

const tokenCharacters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const name = fc
  .string({ unit: fc.constantFrom(...Array.from(tokenCharacters)), minLength: 1, maxLength: 30 })
  // Prefixed, so that no name means anything to Envoy or to the primary.
  .map((text) => `X-${text}`);

/** What RFC 9110, 5.5 allows within a value: visible characters, space, tab and bytes from 0x80. */
const fieldByte = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0x21, max: 0x7e }) },
  { weight: 1, arbitrary: fc.constantFrom(0x20, 0x09) },
  { weight: 2, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
);
const value = bytesAsText(fieldByte, 60).map((text) => text.trim());

/** A tenant as somebody might send it: empty, huge, of any bytes, or with what means something to a script. */
const key = fc.oneof(
  value,
  fc.constantFrom(
    '',
    '%',
    '%%',
    '%s%d',
    '%DYNAMIC_METADATA(umbra:id)%',
    '"',
    '\\',
    "'); error('",
    ';',
    '=',
    '=;=',
    '%zz',
    '-1',
    'nil',
  ),
  fc.integer({ min: 200, max: 40_000 }).map((length) => 'k'.repeat(length)),
  fc.integer({ min: 100, max: 300 }).map((length) => Buffer.from('é'.repeat(length)).toString('latin1')),
);

const cookies = fc.oneof(
  fc
    .array(fc.tuple(value, value), { maxLength: 5 })
    .map((pairs) => pairs.map(([a, b]) => `${a}=${b}`).join('; ')),
  fc.constantFrom('', '=', ';', ';;=;', 'tenant', 'tenant=', '=tenant', 'tenant=a; tenant=b', ' tenant = a'),
  value,
);

/** Characters that may stand in a path (RFC 3986, 3.3), percent encodings of any bytes, and false ones. */
const segment = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Array.from("abcXYZ019-._~!$&'()*+,;=:@")) },
      { weight: 2, arbitrary: fc.nat(255).map((byte) => `%${byte.toString(16).padStart(2, '0')}`) },
      { weight: 1, arbitrary: fc.constantFrom('%', '%z', '..', '%2e%2e', '%2F', '%00', '') },
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const path = fc
  .tuple(fc.array(segment, { maxLength: 6 }), fc.option(segment))
  .map(([segments, query]) => `/${segments.join('/')}${query === null ? '' : `?${query}`}`);

const body = bytesAsText(fc.nat(255), 300);

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Requests that HTTP allows, with keys, cookies and paths that nobody thought of. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'PURGE'),
    path,
    key: fc.option(key),
    cookies: fc.option(cookies),
    contentType: fc.option(value),
    headers: fc.array(fc.tuple(name, value), { maxLength: 12 }),
    body,
  })
  .map(({ method, path, key, cookies, contentType, headers, body }) => ({
    method,
    path,
    headers: [
      ...(key === null ? [] : [`X-Tenant-Id: ${key}`]),
      ...(cookies === null ? [] : [`Cookie: ${cookies}`]),
      ...(contentType === null ? [] : [`Content-Type: ${contentType}`]),
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ],
    body: method === 'GET' ? '' : body,
  }));

const headOf = (lines: readonly string[]): string => [...lines, '', ''].join('\r\n');

/** Bytes that are no request, or one that no two servers read alike. None of them may do more than end its connection. */
export const brokenRequests: readonly string[] = [
  '\r\n\r\n\r\n',
  '\0\0\0\0',
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  headOf(['GET / HTTP/1.1']),
  headOf(['GET  / HTTP/1.1', 'Host: a']),
  headOf(['GET / HTTP/1.1', 'Host: a', 'Host: b']),
  headOf(['GET /\0 HTTP/1.1', 'Host: a']),
  headOf(['GET /\xff\xfe HTTP/1.1', 'Host: a']),
  headOf(['GET / HTTP/1.1', 'Host: a', 'X-Tenant-Id: a\0b']),
  headOf(['GET / HTTP/1.1', 'Host: a', 'X-Tenant-Id : a']),
  headOf(['GET / HTTP/1.1', 'Host: a', ': empty']),
  headOf(['GET / HTTP/1.1', 'Host: a', 'X-Tenant-Id: a', ' folded']),
  headOf(['GET / HTTP/1.1', 'Host: a', 'no colon']),
  headOf(['POST / HTTP/1.1', 'Host: a', 'Content-Length: -1']),
  headOf(['POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2']),
  headOf(['POST / HTTP/1.1', 'Host: a', 'Content-Length: 4', 'Transfer-Encoding: chunked']) + '0\r\n\r\n',
  headOf(['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked']) + 'zz\r\n',
  headOf(['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked']) + 'ffffffffffffffffff\r\n',
  headOf(['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: identity, chunked']) + '0\r\n\r\n',
  headOf([
    'GET / HTTP/1.1',
    'Host: a',
    ...Array.from({ length: 3_000 }, (_, index) => `X-${index}: ${index}`),
  ]),
  headOf(['GET / HTTP/1.1', 'Host: a', `X-Tenant-Id: ${'k'.repeat(2_000_000)}`]),
  headOf([`GET /${'p'.repeat(2_000_000)} HTTP/1.1`, 'Host: a']),
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\xff\xff\xff\xff\xff\xff\xff',
  // A HEADERS frame of header block bytes that no table explains.
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x04\x01\x05\0\0\0\x01\xff\xff\xff\xff',
];
