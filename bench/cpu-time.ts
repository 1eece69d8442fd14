/** CPU time of this process, user and system, that `work` took; unlike wall time it does not count the neighbours'. */
export function cpuMicroseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
