/** Run as a process of its own: starts PostgreSQL in the folder given, tells pid and URL, and stays until it is killed. */
import { createLog } from '../../platform/log/logger.ts';
import { startLocalPostgres } from '../../platform/postgres/local-postgres.ts';

const [directory = ''] = process.argv.slice(2);
const log = createLog({ service: 'test', level: 'silent' });
const postgres = await startLocalPostgres({ directory, port: 0, durable: false, log });
console.log(JSON.stringify({ pid: postgres.pid, url: postgres.url }));
await postgres.exited;
