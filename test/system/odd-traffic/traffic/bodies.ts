import { allIdentical, differing, ending, type OddRequest, type Outcome } from '../odd-request.ts';
import { exchangeRaw } from '../raw-request.ts';

function answered(name: string, path: string, planted: Outcome, headers: readonly string[] = []): OddRequest {
  return {
    name,
    method: 'GET',
    path,
    perform: (target) => exchangeRaw(target, { headers }),
    same: allIdentical(),
    planted,
  };
}

/** Answers that are hard to read, or framed in ways that are rare. */
export const oddBodies: readonly OddRequest[] = [
  answered('invalid UTF-8', '/invalid-utf8', differing('value $')),
  {
    ...answered('10,000 keys', '/many-keys', ending('truncated over-capture-cap')),
    same: ending('truncated over-capture-cap'),
  },
  answered('NUL in text', '/nul', differing('value $')),
  answered('2,000 keys', '/over-cap-keys', differing('value ${}')),
  answered('1,000 levels of nesting', '/deep', differing(`value $${'.a[]'.repeat(99)}.a.…`)),
  answered('a key twice', '/duplicate-keys', ending('not-comparable duplicate-keys')),
  answered('numbers beyond a double', '/big-numbers', differing('value $.id')),
  answered('NaN and Infinity, which are not JSON', '/not-a-number', differing('value $')),
  answered('an empty body', '/empty', differing('extra-field $')),
  answered(
    '204',
    '/no-content',
    differing('status status', 'extra-field $', 'content-type header.content-type'),
  ),
  answered('an ordinary answer', '/json', differing('truncation $.total')),
  answered('404 where the primary finds it', '/not-found-in-shadow', differing('status status')),
  {
    ...answered('20 MB', '/large', ending('truncated over-capture-cap', 'length $')),
    same: ending('truncated over-capture-cap'),
  },
  { ...answered('gzip, by another level on the shadow', '/gzip', differing('value $.total')) },
  answered('brotli', '/brotli', differing('value $.total')),
  {
    ...answered(
      'gzip cut at the cap',
      '/gzip-over-cap',
      ending('truncated over-capture-cap', 'value $.start'),
    ),
    same: ending('truncated over-capture-cap'),
  },
  answered('a decompression bomb', '/bomb', ending('not-comparable inflated-too-large')),
  answered('an unknown content-encoding', '/unknown-coding', ending('not-comparable content-encoding')),
  answered('a content-encoding that is not true', '/false-coding', ending('not-comparable content-encoding')),
  answered('300 headers', '/many-headers', differing('value $.a')),
  answered('a header of 200 kB', '/large-header', differing('value $.a')),
  answered('trailers', '/trailers', differing('value $'), ['TE: trailers']),
  answered('early hints', '/hints', differing('value $.a')),
  answered('an end that is the end of the connection', '/until-close', differing('value $')),
  {
    name: 'HEAD',
    method: 'HEAD',
    path: '/not-found-in-shadow',
    perform: (target) => exchangeRaw(target, { method: 'HEAD' }),
    same: allIdentical(),
    planted: differing('status status'),
  },
  {
    ...answered('a condition that holds', '/versioned', ending('not-comparable not-modified'), [
      'If-None-Match: "1"',
    ]),
    same: ending('not-comparable not-modified'),
  },
  answered('a condition that does not hold', '/versioned', differing('value $.version'), [
    'If-None-Match: "0"',
  ]),
  answered('a range', '/ranged', ending('not-comparable range'), ['Range: bytes=0-3']),
  answered('a range of a version', '/ranged', ending('not-comparable range'), [
    'Range: bytes=0-3',
    'If-Range: "1"',
  ]),
];
