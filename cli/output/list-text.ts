import type { MigrationList } from '../api/answers.ts';
import { mirrorText } from './status-text.ts';
import { table } from './table.ts';

export function listText(migrations: MigrationList): string {
  if (migrations.length === 0) return 'No migrations. Create one with `umbra apply FILE`.';
  const rows = migrations.map(({ name, listener, primary, shadow, mirror, halted }) => [
    name,
    `${listener.host}:${listener.port}`,
    primary.hosts.join(', '),
    shadow.hosts.join(', '),
    mirrorText({ ...mirror, halted }),
  ]);
  return table(['migration', 'listener', 'primary', 'shadow', 'mirror'], rows);
}
