import { describe, expect, test } from 'vitest';
import { readLogEntry } from '../../../comparator/ingest/read-log-entry.ts';
import { toExchange, type Parsed } from '../../../comparator/ingest/to-exchange.ts';
import { encodeEntry, logEntry, type LoggedEntry } from '../../makers/access-log.ts';

const id = '0123456789abcdef-7';

function parsed(entry: LoggedEntry): Parsed {
  return toExchange(readLogEntry(encodeEntry(logEntry(entry))));
}

function exchangeOf(entry: LoggedEntry) {
  const result = parsed(entry);
  if (result.kind === 'malformed') throw new Error(result.reason);
  return result.exchange;
}

describe('an access log entry', () => {
  test('becomes the exchange it tells of', () => {
    const exchange = exchangeOf({
      id,
      key: 'tenant-1',
      method: 'POST',
      path: '/orders?draft=1',
      status: 201,
      requestBody: '{"a":1}',
      responseBody: '{"id":5}',
      responseHeaders: { Location: '/orders/5' },
      startedAtMs: 1_700_000_000_123.5,
      durationMs: 12,
    });
    expect(exchange).toMatchObject({
      migration: 'orders-v2',
      side: 'primary',
      route: 'mirror',
      id: { seed: '0123456789abcdef', number: 7 },
      key: 'tenant-1',
      request: { method: 'POST', path: '/orders?draft=1', headers: { 'content-type': 'application/json' } },
      response: { status: 201, headers: { location: '/orders/5' } },
      startedAtUs: 1_700_000_000_123_500,
      endedAtUs: 1_700_000_000_135_500,
      upstreamTimeUs: 10_000,
      requestComplete: true,
      details: 'via_upstream',
    });
    expect(Buffer.from(exchange.request.body?.data ?? []).toString()).toBe('{"a":1}');
    expect(exchange.response.body).toMatchObject({ base64: false, totalBytes: 8, truncated: false });
  });

  test.each<[string, LoggedEntry, object]>([
    ['hop', { id, role: 'shadow' }, { side: 'shadow', route: 'mirror' }],
    ['the control’s hop', { id, role: 'control' }, { side: 'control', route: 'mirror' }],
    ['too-large', { id, role: 'too-large' }, { side: 'primary', route: 'too-large' }],
    ['without a response', { id, status: 0 }, { response: { status: 0 } }],
    ['with a cut upload', { id, requestComplete: false }, { requestComplete: false }],
    ['without a key', { id }, { key: undefined }],
  ])('%s is told apart', (_, entry, expected) => {
    expect(exchangeOf(entry)).toMatchObject(expected);
  });

  test('keeps the flags that decide a fate', () => {
    const flags = { upstreamOverflow: true, upstreamMaxStreamDurationReached: true, faultInjected: true };
    expect([...exchangeOf({ id, flags }).flags].sort()).toEqual(['UMSDR', 'UO']);
  });

  test('has gRPC’s status among its headers, wherever it came', () => {
    const inTrailers = exchangeOf({ id, responseTrailers: { 'Grpc-Status': '5' } });
    expect(inTrailers.response.headers).toEqual({ 'content-type': 'application/json', 'grpc-status': '5' });
    expect(exchangeOf({ id, responseHeaders: { 'grpc-status': '5' } }).response).toEqual(inTrailers.response);
  });

  test('keeps no memory of the message it came in', () => {
    const bytes = encodeEntry(logEntry({ id, responseBody: 'before' }));
    const result = toExchange(readLogEntry(bytes));
    bytes.fill(0);
    expect(
      result.kind === 'exchange' && Buffer.from(result.exchange.response.body?.data ?? []).toString(),
    ).toBe('before');
  });

  test.each<[string, LoggedEntry, string]>([
    ['another id than ours', { id: 'x-1' }, 'bad-pairing-id'],
    ['a number of zero', { id: '0123456789abcdef-0' }, 'bad-pairing-id'],
    ['a number no double holds', { id: '0123456789abcdef-99999999999999999999' }, 'bad-pairing-id'],
    ['no id', { id: null }, 'no-pairing-id'],
    ['a route we did not name', { id, commonProperties: { routeName: 'default' } }, 'unknown-route'],
    ['a role we did not name', { id, commonProperties: { routeName: 'orders-v2/plain' } }, 'unknown-route'],
    ['a start only', { id, commonProperties: { accessLogType: 4 } }, 'not-an-end'],
    ['no start time', { id, commonProperties: { startTime: null } }, 'incomplete'],
  ])('with %s is counted as malformed', (_, entry, reason) => {
    expect(parsed(entry)).toEqual({ kind: 'malformed', reason });
  });
});
