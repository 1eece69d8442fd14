import { describe, expect, test } from 'vitest';
import { classifyLoneHalf, classifyPair } from '../../../comparator/ledger/classify.ts';
import { endingDifference } from '../../../comparator/ledger/ending-difference.ts';
import { exchange, pair, type ExchangeParts } from '../../makers/exchange.ts';

const mirrorTimeoutMs = 5_000;

/** As long as the mirror lasts, and a little less. */
const asLong = { startedAtUs: 0, endedAtUs: 5_000_000 };
const shorter = { startedAtUs: 0, endedAtUs: 4_999_999 };

/** Rows as a real Envoy 1.40 was seen to log them. */
const pairs: readonly (readonly [string, ExchangeParts, ExchangeParts, string])[] = [
  ['both answered', {}, {}, 'comparable'],
  ['both failed alike', { status: 503 }, { status: 500 }, 'comparable'],
  ['both ask to sign in', { status: 401 }, { status: 403 }, 'comparable'],
  ['the shadow does not find it', {}, { status: 404 }, 'comparable'],
  ['overflow at the shadow', {}, { status: 503, flags: ['UO'] }, 'shadow-error overflow'],
  ['shadow refused', {}, { status: 503, flags: ['UF'] }, 'shadow-error refused'],
  ['shadow without hosts', {}, { status: 503, flags: ['UH'] }, 'shadow-error no-host'],
  ['shadow reset before its reply', {}, { status: 503, flags: ['UC'] }, 'shadow-error reset'],
  ['shadow reset in its reply', {}, { status: 200, flags: ['UPE'] }, 'shadow-error reset'],
  ['h2 shadow reset', {}, { status: 503, flags: ['UR'] }, 'shadow-error reset'],
  ['hung shadow, route timeout', {}, { status: 504, flags: ['UT'] }, 'shadow-error timeout'],
  ['hung shadow, upload running', {}, { status: 408, flags: ['UMSDR'] }, 'shadow-error timeout'],
  ['cut by the hop', {}, { status: 0, flags: ['DC'] }, 'shadow-error cut-by-mirror-limit'],
  ['a primary that outlives it', asLong, { status: 504, flags: ['UT'] }, 'not-comparable outlives-mirror'],
  [
    'events without end on both sides',
    { ...asLong, flags: ['DC'] },
    { status: 200, flags: ['UMSDR'] },
    'not-comparable outlives-mirror',
  ],
  ['a primary just in time', shorter, { status: 504, flags: ['UT'] }, 'shadow-error timeout'],
  [
    'a client that left both early',
    { ...shorter, flags: ['DC'] },
    { status: 200, flags: ['UT'] },
    'aborted client-gone',
  ],
  ['a reset shadow of a slow primary', asLong, { status: 503, flags: ['UC'] }, 'shadow-error reset'],
  ['no flag and no answer', {}, { status: 0 }, 'shadow-error no-answer'],
  ['the shadow answers 500', {}, { status: 500 }, 'shadow-error server-error'],
  [
    'client broke off its upload',
    { status: 0, flags: ['DC'], requestComplete: false },
    { status: 0, flags: ['DC'] },
    'aborted upload-client-abort',
  ],
  [
    'primary answered early',
    { requestComplete: false },
    { status: 0, flags: ['DC'] },
    'not-comparable upload-early-reply',
  ],
  ['shadow answered early', {}, { requestComplete: false }, 'not-comparable shadow-early-reply'],
  ['shadow refused the upload early', {}, { status: 413, requestComplete: false }, 'comparable'],
  ['client left', { status: 0, flags: ['DC'] }, {}, 'aborted client-gone'],
  ['h2 client left', { status: 0, flags: ['DR'] }, {}, 'aborted client-gone'],
  [
    'h2 client reset too often',
    { status: 0, details: 'too_many_premature_resets' },
    {},
    'aborted client-gone',
  ],
  ['client left, shadow answers 500', { status: 0, flags: ['DC'] }, { status: 500 }, 'aborted client-gone'],
  ['primary refused', { status: 503, flags: ['UF'] }, {}, 'not-comparable primary-failed'],
  ['primary gave up retrying', { status: 500, flags: ['URX'] }, {}, 'not-comparable primary-failed'],
  ['401 at the shadow only', {}, { status: 401 }, 'auth sign-in'],
  [
    'sent to sign in by the shadow only',
    {},
    { status: 302, headers: { location: '/login?next=/' } },
    'auth sign-in',
  ],
  [
    'a condition that only the shadow finds unmet',
    { request: { method: 'PUT', headers: { 'if-match': '"7"' } } },
    { status: 412 },
    'not-comparable conditional',
  ],
  [
    'a condition that only the primary finds unmet',
    { status: 412, request: { method: 'PUT', headers: { 'if-none-match': '*' } } },
    { status: 201 },
    'not-comparable conditional',
  ],
  [
    'a condition that both find unmet',
    {
      status: 412,
      request: { method: 'PUT', headers: { 'if-unmodified-since': 'Thu, 26 Nov 2026 08:00:00 GMT' } },
    },
    { status: 412 },
    'comparable',
  ],
  ['a condition that both find met', { request: { headers: { 'if-match': '"7"' } } }, {}, 'comparable'],
  ['412 without a condition', {}, { status: 412 }, 'comparable'],
  ['redirected elsewhere', {}, { status: 302, headers: { location: '/orders/authors' } }, 'comparable'],
];

const loneHalves: readonly (readonly [string, ExchangeParts, string])[] = [
  ['shadow half', { side: 'shadow' }, 'shadow-only primary-entry-lost'],
  [
    'shadow half cut by the mirror, while its primary goes on',
    { side: 'shadow', status: 200, flags: ['UT'] },
    'not-comparable outlives-mirror',
  ],
  [
    'client left before the mirror',
    { status: 0, flags: ['DC'], requestComplete: false },
    'aborted before-mirror-left',
  ],
  [
    'client left after its request',
    { status: 0, flags: ['DC'] },
    'primary-only hop-overflow-or-shadow-entry-lost',
  ],
  ['primary without hosts', { status: 503, flags: ['UH'] }, 'primary-only not-mirrored-primary-unavailable'],
  [
    'primary overflow',
    { status: 503, flags: ['UO'], details: 'upstream_reset_before_response_started{overflow}' },
    'primary-only not-mirrored-primary-unavailable',
  ],
  ['primary half', {}, 'primary-only hop-overflow-or-shadow-entry-lost'],
];

describe('a pair', () => {
  test.each(pairs)('%s', (_, primary, shadow, expected) => {
    const classified = classifyPair(pair({}, { primary, shadow }), mirrorTimeoutMs);
    expect(classified === 'comparable' ? classified : `${classified.fate} ${classified.cause}`).toBe(
      expected,
    );
  });
});

describe('a half on its own', () => {
  test.each(loneHalves)('%s', (_, half, expected) => {
    const { fate, cause } = classifyLoneHalf(exchange(half));
    expect(`${fate} ${cause}`).toBe(expected);
  });
});

describe('a pair that is not compared', () => {
  test.each<[string, ExchangeParts, ExchangeParts, string | undefined]>([
    ['a failed shadow, by its cause', { status: 201 }, { status: 504, flags: ['UT'] }, '201 → timeout'],
    ['an answer of 500, by its status', { status: 201 }, { status: 500 }, '201 → 500'],
    ['a shadow that asks to sign in', {}, { status: 403 }, '200 → 403'],
    [
      'nothing where the primary failed too',
      { status: 503, flags: ['UF'] },
      { status: 503, flags: ['UF'] },
      undefined,
    ],
    ['nothing where the client left', { flags: ['DC'] }, {}, undefined],
  ])('shows %s', (_, primary, shadow, expected) => {
    const it = pair({}, { primary, shadow });
    const ending = classifyPair(it, mirrorTimeoutMs);
    if (ending === 'comparable') throw new Error('meant to be set aside');
    const difference = endingDifference(it, ending);
    const shown = difference && `${difference.primary.literal ?? ''} → ${difference.shadow.literal ?? ''}`;
    expect(shown).toBe(expected);
  });
});
