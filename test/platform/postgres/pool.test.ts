import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../../platform/log/logger.ts';
import { createPool } from '../../../platform/postgres/pool.ts';

it('says of a connection that was lost what happened, and nothing of the client that had it', () => {
  const lines: string[] = [];
  const log = createLog({ service: 'test', destination: { write: (line) => lines.push(line) } });
  const pool = createPool({ databaseUrl: 'postgres://localhost/none', applicationName: 'test', log });
  onTestFinished(() => pool.end());

  pool.emit('error', Object.assign(new Error('terminated'), { client: { user: 'somebody' } }), {});

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('terminated');
  expect(lines[0]).not.toContain('somebody');
});
