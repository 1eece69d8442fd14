import type { MigrationList } from '../api/answers.ts';
import { mirrorText } from './status-text.ts';
import { table } from './table.ts';

export function listText(migrations: MigrationList): string {
  if (migrations.length === 0) return 'No migrations. Create one with `umbra apply FILE`.';
  // A column that only few migrations fill is shown where one does.
  const controlled = migrations.some(({ control }) => control != null);
  const rows = migrations.map(({ name, listener, primary, shadow, control, mirror, halted }) => [
    name,
    `${listener.host}:${listener.port}`,
    primary.hosts.join(', '),
    shadow.hosts.join(', '),
    ...(controlled ? [control?.hosts.join(', ') ?? '-'] : []),
    mirrorText({ ...mirror, halted }),
  ]);
  const columns = [
    'migration',
    'listener',
    'primary',
    'shadow',
    ...(controlled ? ['control'] : []),
    'mirror',
  ];
  return table(columns, rows);
}
