import type { Expected } from '../api/answers.ts';
import { formatCount, table } from './table.ts';

/** More than a person reads at once; `--json` has all. */
const mostRows = 20;

export function expectedText(expected: readonly Expected[]): string {
  const total = expected.reduce((sum, { count }) => sum + count, 0);
  const rows = expected
    .slice(0, mostRows)
    .map((difference) => [
      byText(difference.by),
      difference.class,
      difference.endpoint,
      difference.path,
      difference.count,
    ]);
  const rest =
    expected.length > mostRows
      ? [`${formatCount(expected.length - mostRows)} more kinds: see them with --json.`]
      : [];
  return [
    `${formatCount(total)} differences are accounted for, and are no findings:`,
    table(['accounted for by', 'class', 'endpoint', 'path', 'count'], rows),
    ...rest,
  ].join('\n');
}

function byText({ kind, rule, step }: Expected['by']): string {
  switch (kind) {
    case 'rule':
      return `rule ${rule ?? ''}`;
    case 'mapping':
      return `mapping step ${(step ?? 0) + 1}`;
    case 'generated':
      return 'ids given out by each side';
    case 'clock':
      return "each side's own clock";
  }
}
