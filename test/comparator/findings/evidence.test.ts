import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../comparator/compare/difference.ts';
import { Evidence } from '../../../comparator/findings/evidence.ts';
import type { Sighting } from '../../../comparator/findings/sighting.ts';
import { keyedHash } from '../../../comparator/findings/keyed-hash.ts';
import { noMarks } from '../../makers/envoy-report.ts';

const hash = keyedHash(Buffer.from('secret'));
const limits = { maxEndpoints: 3, maxFindings: 2 };

const difference = (path = '$.name'): Difference => ({
  class: 'truncation',
  path,
  primary: { type: 'string', length: 48 },
  shadow: { type: 'string', length: 20 },
});

function sighting(number: number, given: Partial<Sighting> = {}): Sighting {
  return {
    migration: 'orders-v2',
    endpoint: 'GET /orders/{id}',
    pairingId: `0123456789abcdef-${number}`,
    method: 'GET',
    key: 'tenant-1',
    seenAt: new Date(1_700_000_000_000 + number),
    ...given,
  };
}

describe('evidence', () => {
  test('adds sightings of one difference up to one finding', () => {
    const evidence = new Evidence(limits, hash);
    for (let number = 1; number <= 100; number += 1)
      evidence.addDifferences(sighting(number), [difference()]);
    const [finding] = evidence.take(noMarks).findings;
    expect(finding).toMatchObject({
      endpoint: 'GET /orders/{id}',
      path: '$.name',
      class: 'truncation',
      count: 100,
      firstSeen: new Date(1_700_000_000_001),
      lastSeen: new Date(1_700_000_000_100),
    });
    expect(finding?.keyHashes).toHaveLength(1);
    expect(finding?.exemplars).toHaveLength(5);
    expect(finding?.exemplars[0]?.request).toEqual({ method: 'GET', path: '/orders/{id}' });
  });

  test('counts a pair once, however often it differs at one place', () => {
    const evidence = new Evidence(limits, hash);
    evidence.addDifferences(sighting(1), [difference(), difference()]);
    expect(evidence.take(noMarks).findings[0]?.count).toBe(1);
  });

  test('keeps no key, only a hash that needs the secret; 64 mean 64 or more', () => {
    const evidence = new Evidence(limits, hash);
    for (let number = 1; number <= 70; number += 1) {
      evidence.addDifferences(sighting(number, { key: `tenant-${number}` }), [difference()]);
    }
    const batch = evidence.take(noMarks);
    expect(batch.findings[0]?.keyHashes).toHaveLength(64);
    expect(JSON.stringify(batch)).not.toContain('tenant-');
    expect(keyedHash(Buffer.from('other'))('key tenant-1')).not.toBe(hash('key tenant-1'));
  });

  test('counts a request without a key as its own', () => {
    const evidence = new Evidence(limits, hash);
    for (const number of [1, 2, 3])
      evidence.addDifferences(sighting(number, { key: undefined }), [difference()]);
    expect(evidence.take(noMarks).findings[0]?.keyHashes).toHaveLength(3);
  });

  test('counts what is over the bound on findings, over restarts too', () => {
    const evidence = new Evidence(limits, hash);
    evidence.addDifferences(sighting(1), [difference('$.a'), difference('$.b'), difference('$.c')]);
    const batch = evidence.take(noMarks);
    expect(batch.findings.map(({ path }) => path)).toEqual(['$.a', '$.b']);
    expect(batch.overflow).toEqual([{ migration: 'orders-v2', findings: 1, endpoints: 0 }]);

    const known = [{ migration: 'orders-v2', endpoints: [], findings: batch.findings.map(({ id }) => id) }];
    const next = new Evidence(limits, hash, known);
    next.addDifferences(sighting(2), [difference('$.c'), difference('$.a')]);
    expect(next.take(noMarks).findings.map(({ path }) => path)).toEqual(['$.a']);
  });

  test('counts pairs of endpoints over the bound under *', () => {
    const evidence = new Evidence(limits, hash);
    for (const endpoint of ['GET /a', 'GET /b', 'GET /c', 'GET /a']) {
      evidence.countPair('orders-v2', endpoint, 'identical');
    }
    const { endpoints, overflow } = evidence.take(noMarks);
    expect(endpoints).toEqual([
      { migration: 'orders-v2', endpoint: 'GET /a', identical: 2, differing: 0 },
      { migration: 'orders-v2', endpoint: 'GET /b', identical: 1, differing: 0 },
      { migration: 'orders-v2', endpoint: '*', identical: 1, differing: 0 },
    ]);
    expect(overflow).toEqual([{ migration: 'orders-v2', findings: 0, endpoints: 1 }]);
  });

  test('begins anew after each batch', () => {
    const evidence = new Evidence(limits, hash);
    evidence.countFate('orders-v2', 'compared', 1);
    evidence.addDifferences(sighting(1), [difference()]);
    expect(evidence.rows).toBe(2);
    evidence.take(noMarks);
    expect(evidence.rows).toBe(0);
    expect(evidence.take(noMarks)).toEqual({
      fates: [],
      endpoints: [],
      findings: [],
      overflow: [],
      ...noMarks,
    });
  });
});
