import { readFileSync } from 'node:fs';

/** The kernel tells times to user space in hundredths of a second, whatever it counts in itself (proc(5), USER_HZ). */
const millisecondsPerTick = 10;

/** CPU time that a process has taken since its start, user and system, all its threads, milliseconds. */
export function processCpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in parentheses and may hold spaces; utime and stime are the 14th and the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
}
