import Table from 'cli-table3';

export type Cell = string | number;

/** Numbers stand right, text left; no colours, so that it reads the same in a file. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const first = rows[0] ?? [];
  const drawn = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, column) => (typeof first[column] === 'number' ? 'right' : 'left')),
  });
  drawn.push(...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell))));
  return drawn.toString();
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A share from 0 to 1 as percent: never rounded up to 100 % or down to 0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  if (share < 1 && share > 0.9999) return '> 99.99 %';
  return `${Number((share * 100).toFixed(2))} %`;
}

/** `2026-01-31 12:00:00 UTC`. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
