/** Run as a process of its own: starts what its arguments say on a leash, tells its pid, and stays until it is killed. */
import { startLeashed } from '../../platform/process/leash.ts';

const [command = '', ...args] = process.argv.slice(2);
const child = await startLeashed({
  name: 'child',
  command,
  args,
  orphanGraceSeconds: 1,
  onLine: (line) => {
    console.log(`child says: ${line}`);
  },
});
console.log(`pid ${child.pid}`);
await child.exited;
