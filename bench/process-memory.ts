import { readFileSync } from 'node:fs';

/** Memory of a process that is in RAM, MB of 1,000,000 bytes. */
export function residentMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} has no memory: it is gone`);
  return (Number(kibibytes) * 1_024) / 1_000_000;
}
