import { describe, expect, it } from 'vitest';
import type { StoredMigration } from '../../../control-plane/migration/migration.ts';
import { buildSnapshot } from '../../../control-plane/snapshot/build-snapshot.ts';
import { MirrorHistory } from '../../../control-plane/status/mirror-history.ts';
import { SnapshotPublisher } from '../../../control-plane/steering/snapshot-publisher.ts';
import { snapshotSettings, storedMigration } from '../../makers/stored-migration.ts';

function publisher() {
  const sent: { migrations: readonly StoredMigration[]; allowEmpty: boolean }[] = [];
  const failures: unknown[] = [];
  let building: readonly StoredMigration[] = [];
  const subject = new SnapshotPublisher({
    build: (migrations) => {
      building = migrations;
      if (migrations.some(({ migration }) => migration.name === 'broken'))
        throw new Error('broken cannot be rendered');
      return buildSnapshot(migrations, snapshotSettings);
    },
    send: (_snapshot, { allowEmpty }) => sent.push({ migrations: building, allowEmpty }),
    history: new MirrorHistory(),
    onFailure: (error) => failures.push(error),
  });
  return { subject, sent, failures };
}

const orders = storedMigration();
const broken = storedMigration({ name: 'broken', port: 10_001 });

describe('publishing', () => {
  it('sends nothing twice', () => {
    const { subject, sent } = publisher();
    subject.publish([orders]);
    subject.publish([orders]);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing at all only where there are no migrations', () => {
    const { subject, sent } = publisher();
    subject.publish([orders]);
    subject.publish([]);
    expect(sent.map(({ allowEmpty }) => allowEmpty)).toEqual([false, true]);
  });

  it('keeps the last good snapshot when a migration cannot be rendered, and says so once', () => {
    const { subject, sent, failures } = publisher();
    subject.publish([orders]);
    subject.publish([orders, broken]);
    subject.publish([orders, { ...broken, revision: 2 }]);
    expect(sent).toHaveLength(1);
    expect(failures).toHaveLength(1);
    expect(subject.problem).toContain('broken');
    subject.publish([orders]);
    expect(subject.problem).toBeUndefined();
  });

  it('halts a migration although another cannot be rendered', () => {
    const { subject, sent } = publisher();
    subject.publish([orders]);
    subject.publish([{ ...orders, halted: true }, broken]);
    expect(sent.at(-1)?.migrations).toEqual([{ ...orders, halted: true }]);
  });
});
