import type { MigrationList } from '../api/answers.ts';
import { table } from './table.ts';

export function listText(migrations: MigrationList): string {
  if (migrations.length === 0) return 'No migrations. Create one with `umbra apply FILE`.';
  const rows = migrations.map(({ name, listener, primary, shadow, mirror }) => [
    name,
    `${listener.host}:${listener.port}`,
    primary.hosts.join(', '),
    shadow.hosts.join(', '),
    `${mirror.percent} %, writes: ${mirror.writes}`,
  ]);
  return table(['migration', 'listener', 'primary', 'shadow', 'mirror'], rows);
}
