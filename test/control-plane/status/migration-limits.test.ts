import { expect, test } from 'vitest';
import { capacityWarning, migrationLimits } from '../../../control-plane/status/migration-limits.ts';
import { migration } from '../../makers/migration.ts';

const limited = migration({
  shadow: { hosts: ['127.0.0.1:8082'], capacity: 100 },
  mirror: { maxConcurrent: { reads: 20, writes: 5 } },
});

test('a shadow that all Envoys together may ask for too much is warned of, with the share that fits', () => {
  expect(capacityWarning(limited, 4)).toBeUndefined();
  expect(capacityWarning(limited, 5)).toMatch(
    /5 Envoys .* 125 requests .*shadow\.capacity is 100: .* to 20 together/,
  );
});

test('a shadow that says nothing of its capacity is not warned of', () => {
  expect(capacityWarning(migration(), 1_000)).toBeUndefined();
});

test('the limits that Envoys are told are exported by name', () => {
  expect(migrationLimits(limited)).toMatchObject({
    shadow_reads: 20,
    shadow_writes: 5,
    shadow_capacity: 100,
    shadow_timeout_ms: 5_000,
    mirrored_request_ms: 6_000,
    captured_body_bytes: 65_536,
  });
  expect(migrationLimits(migration())).not.toHaveProperty('shadow_capacity');
});
