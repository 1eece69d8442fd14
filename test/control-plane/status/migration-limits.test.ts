import { expect, test } from 'vitest';
import { capacityWarnings, migrationLimits } from '../../../control-plane/status/migration-limits.ts';
import { migration } from '../../makers/migration.ts';

const limitedDocument = {
  shadow: { hosts: ['127.0.0.1:8082'], capacity: 100 },
  mirror: { maxConcurrent: { reads: 20, writes: 5 } },
};
const limited = migration(limitedDocument);

test('a shadow that all Envoys together may ask for too much is warned of, with the share that fits', () => {
  expect(capacityWarnings(limited, 4)).toEqual([]);
  expect(capacityWarnings(limited, 5)).toEqual([
    expect.stringMatching(/5 Envoys .* 125 requests .*shadow\.capacity is 100: .* to 20 together/),
  ]);
});

test('a shadow that says nothing of its capacity is not warned of', () => {
  expect(capacityWarnings(migration(), 1_000)).toEqual([]);
});

test.each([
  [true, /5 Envoys .* 125 requests at the control .*control\.capacity is 90: .* to 18 together/],
  [false, /5 Envoys .* 100 requests at the control .*20 reads each.*control\.capacity is 90: .* to 18,/],
])(
  'a control is warned of likewise, with the writes that it is sent (own database: %s)',
  (ownDatabase, says) => {
    const controlled = migration({
      ...limitedDocument,
      control: { hosts: ['127.0.0.1:8083'], ownDatabase, capacity: 90 },
    });
    expect(capacityWarnings(controlled, 4)).toEqual(
      ownDatabase ? [expect.stringContaining('100 requests at the control')] : [],
    );
    expect(capacityWarnings(controlled, 5).at(-1)).toMatch(says);
    expect(migrationLimits(controlled)).toMatchObject({ control_capacity: 90 });
  },
);

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
