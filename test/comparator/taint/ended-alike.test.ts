import { describe, expect, test } from 'vitest';
import { endedAlike } from '../../../comparator/taint/ended-alike.ts';
import { pair, type ExchangeParts } from '../../makers/exchange.ts';

const grpc = (status: string): ExchangeParts => ({ headers: { 'grpc-status': status } });

describe('a write', () => {
  test.each<[string, ExchangeParts, ExchangeParts, boolean]>([
    ['taken by both', { status: 201 }, { status: 200 }, true],
    ['refused by both', { status: 404 }, { status: 500 }, true],
    ['taken by one', { status: 201 }, { status: 409 }, false],
    ['cut on the shadow', { status: 201 }, { status: 504, flags: ['UT'] }, false],
    ['called by gRPC and taken by both', grpc('0'), grpc('0'), true],
    ['called by gRPC and taken by one', grpc('0'), grpc('6'), false],
    ['called by gRPC and refused by both', grpc('5'), grpc('6'), true],
  ])('%s', (_, primary, shadow, alike) => {
    expect(endedAlike(pair({}, { primary, shadow }))).toBe(alike);
  });
});
