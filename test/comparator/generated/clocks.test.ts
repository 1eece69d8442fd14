import { describe, expect, test } from 'vitest';
import { compare } from '../../../comparator/compare/compare.ts';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { GeneratedValues } from '../../../comparator/generated/generated-values.ts';
import { keyedFingerprint } from '../../../comparator/generated/keyed-fingerprint.ts';
import { PairLook } from '../../../comparator/generated/look.ts';
import { capturedBody } from '../../makers/pair-of-answers.ts';
import { pair } from '../../makers/exchange.ts';

/** The primary's exchange lasts from 10:00:00.000 to .020, the shadow's from .030 to .060. */
const startUs = Date.UTC(2026, 10, 26, 10) * 1_000;

interface Case {
  readonly name?: string;
  readonly method?: string;
  readonly atUs?: number;
  readonly sent?: unknown;
}

function looker(values = new GeneratedValues(keyedFingerprint(new Uint8Array(32)), 1_000)) {
  return (
    primary: unknown,
    shadow: unknown,
    { name = 'createdAt', method = 'GET', atUs = startUs, sent }: Case = {},
  ) => {
    const looked = pair(
      {
        request: {
          method,
          path: '/orders/1',
          ...(sent !== undefined && { body: capturedBody(JSON.stringify(sent)) }),
        },
      },
      {
        primary: { startedAtUs: atUs, endedAtUs: atUs + 20_000, body: JSON.stringify({ [name]: primary }) },
        shadow: {
          startedAtUs: atUs + 30_000,
          endedAtUs: atUs + 60_000,
          body: JSON.stringify({ [name]: shadow }),
        },
      },
    );
    const policy = { generated: [], clockSkewMs: 100 };
    const look = new PairLook(values, {
      pair: looked,
      endpoint: `${method} /orders/{id}`,
      policy,
      isWrite: method !== 'GET',
    });
    const seen = look.first((hooks) =>
      compare(looked, { headers: [], expectations: noExpectations, ...hooks }),
    );
    if (seen.kind === 'foreign') throw new Error('The request names nothing that could be foreign');
    return seen.comparison.differences.map((difference) => difference.class);
  };
}

const seconds = startUs / 1_000_000;

describe('two clocks', () => {
  test.each([
    ['milliseconds', '2026-11-26T10:00:00.010Z', '2026-11-26T10:00:00.041Z', {}],
    ['microseconds', '2026-11-26 10:00:00.010123+00', '2026-11-26 10:00:00.041456+00', {}],
    ['a zero less', '2026-11-26T10:00:00.010123+00:00', '2026-11-26T10:00:00.04145+00:00', {}],
    ['another zone', '2026-11-26T12:00:00.010+02:00', '2026-11-26T12:00:00.041+02:00', {}],
    ['a zone nobody says', '2026-11-26T12:00:00.010', '2026-11-26T12:00:00.041', {}],
    ['seconds', '2026-11-26T09:59:59Z', '2026-11-26T10:00:00Z', {}],
    ['epoch milliseconds', startUs / 1_000 + 10, startUs / 1_000 + 41, {}],
    ['epoch seconds', seconds - 1, seconds, { name: 'updated_at' }],
    ['seconds with a fraction', seconds + 0.25, seconds + 0.125, { name: 'ts' }],
    [
      'an end reckoned from now',
      '2026-11-26T11:00:00.010Z',
      '2026-11-26T11:00:00.041Z',
      { name: 'expiresAt' },
    ],
  ])('that show %s are no difference', (_, primary, shadow, given: Case) => {
    expect(looker()(primary, shadow, given)).toEqual([]);
  });

  test.each([
    ['an hour', '2026-11-26T10:00:00.010Z', '2026-11-26T11:00:00.041Z', 'value'],
    ['a second', '2026-11-26T10:00:00.010Z', '2026-11-26T10:00:01.041Z', 'value'],
    ['their zone', '2026-11-26T10:00:00.010Z', '2026-11-26T12:00:00.041+02:00', 'value'],
    ['whether they say it', '2026-11-26T10:00:00.010Z', '2026-11-26T10:00:00.041', 'value'],
    ['their time of day', '2026-11-26T10:00:00.010Z', '2026-11-26T00:00:00.000Z', 'truncation'],
    ['that it is none', '2026-11-26T10:00:00.010Z', '2026-11-26', 'truncation'],
    ['their fraction', '2026-11-26T10:00:00.010Z', '2026-11-26T10:00:00Z', 'truncation'],
    ['digits', '2026-11-26T10:00:00.010123Z', '2026-11-26T10:00:00.010Z', 'truncation'],
    ['their unit', seconds, seconds * 1_000, 'value'],
  ])('that differ by %s are a difference', (_, primary, shadow, differenceClass) => {
    expect(looker()(primary, shadow)).toEqual([differenceClass]);
  });

  test('of which one is cut to seconds, and written as if it were not, are one from the second value on', () => {
    const look = looker();
    const shown = [10, 11, 12, 13].map((ms) =>
      look(`2026-11-26T10:00:00.0${ms}Z`, '2026-11-26T10:00:00.000Z', { method: 'POST' }),
    );
    expect(shown.map((classes) => classes.length)).toEqual([0, 1, 1, 1]);
  });

  test('are a difference where the shadow has cut a time that was stored long ago', () => {
    const look = looker();
    look('2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123000Z');
    expect(look('2026-01-02T00:00:00.654321Z', '2026-01-02T00:00:00.654000Z')).toHaveLength(1);
  });

  test('are a difference where the client has said the time', () => {
    const times = ['2026-11-26T10:00:00.010Z', '2026-11-26T10:00:00.012Z'] as const;
    expect(looker()(...times, { method: 'PUT' })).toEqual([]);
    expect(looker()(...times, { method: 'PUT', sent: { at: times[0] } })).toEqual(['value']);
  });

  test('numbers are no times where no name says so', () => {
    expect(looker()(seconds, seconds + 1, { name: 'total' })).toEqual(['value']);
  });

  test('are known again when they are read later, written otherwise as well', () => {
    const look = looker();
    const minuteLater = startUs + 60_000_000;
    look('2026-11-26T10:00:00.001Z', '2026-11-26T10:00:00.151Z', { method: 'POST' });
    expect(look('2026-11-26T10:00:00.001Z', '2026-11-26T10:00:00.151Z', { atUs: minuteLater })).toEqual([]);
    expect(look(startUs / 1_000 + 1, startUs / 1_000 + 151, { atUs: minuteLater, name: 'at' })).toEqual([]);
    expect(look('2026-11-26T10:00:00.001Z', '2026-11-26T10:00:00.152Z', { atUs: minuteLater })).toEqual([
      'value',
    ]);
  });
});
