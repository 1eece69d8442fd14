/** Run as a process of its own: a service with one resource, which closes as its argument says. */
import { setTimeout as delay } from 'node:timers/promises';
import { createLog } from '../../platform/log/logger.ts';
import { createShutdown, stopOnSignals } from '../../platform/shutdown/shutdown.ts';

const [behaviour] = process.argv.slice(2);
const log = createLog({ service: 'test', level: 'info' });
const shutdown = createShutdown({ log });
shutdown.onStop('resource', async () => {
  console.log('closing');
  if (behaviour === 'stuck') await delay(60_000);
  if (behaviour === 'failing') throw new Error('cannot close');
  console.log('closed');
});
stopOnSignals(shutdown, log);
if (behaviour === 'throwing') {
  setImmediate(() => {
    throw new Error('by surprise');
  });
}
console.log('running');
await delay(60_000);
