import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startLocalPostgres, type LocalPostgres } from '../../../platform/postgres/local-postgres.ts';
import { isAlive } from '../../makers/processes.ts';
import { silentLog as log } from '../../makers/silent-log.ts';
import { spawnScript } from '../../makers/spawned-script.ts';
import { temporaryDirectory } from '../../makers/temporary-directory.ts';
import { until } from '../../makers/until.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

async function start(directory: string, port = 0): Promise<LocalPostgres> {
  const postgres = await startLocalPostgres({ directory, port, durable: false, log });
  onTestFinished(postgres.stop);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

describe('a local PostgreSQL', () => {
  test('keeps its data from one start to the next, and its process is gone in between', async () => {
    const directory = temporaryDirectory();
    const first = await start(directory);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(directory);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
  });

  test('stops at once although a client is connected', async () => {
    const postgres = await start(temporaryDirectory());
    const client = new pg.Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    const startedAt = performance.now();
    await postgres.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('gives up surviving a power cut only when told to', async () => {
    const { url } = await start(temporaryDirectory());
    expect(await query(url, 'SHOW fsync')).toEqual(['off']);
  });

  test('names a busy port and the option that changes it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as { port: number };
    await expect(
      startLocalPostgres({ directory: temporaryDirectory(), port, portOption: '--postgres-port', log }),
    ).rejects.toThrow(
      `Port ${port}, wanted for PostgreSQL, is in use. Stop what listens there, or choose another port with --postgres-port.`,
    );
  });
});

describe('as it comes, a local PostgreSQL', () => {
  let directory: string;
  let postgres: LocalPostgres;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'umbra-test-'));
    postgres = await startLocalPostgres({ directory, port: 0, log });
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(directory, { recursive: true });
  });

  test('speaks UTF-8, orders by code point, and lives in UTC', async () => {
    const { url } = postgres;
    expect(await query(url, 'SHOW server_encoding')).toEqual(['UTF8']);
    expect(await query(url, 'SELECT datcollate FROM pg_database WHERE datname = current_database()')).toEqual(
      ['C'],
    );
    expect(await query(url, 'SHOW timezone')).toEqual(['UTC']);
  });

  test('listens on loopback only, and asks for its password', async () => {
    const { url } = postgres;
    expect(await query(url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(url, 'SHOW unix_socket_directories')).toEqual(['']);
    const guess = new URL(url);
    guess.password = 'guess';
    await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  test('keeps its password where only we can read it', async () => {
    const { url } = postgres;
    const file = path.join(directory, 'password');
    expect((await readFile(file, 'utf8')).trim()).toBe(new URL(url).password);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('survives a power cut', async () => {
    expect(await query(postgres.url, 'SHOW fsync')).toEqual(['on']);
  });
});

describe('after a crash', () => {
  test('of the server, the next start recovers', async () => {
    const directory = temporaryDirectory();
    const first = await start(directory);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first.kill('SIGKILL');
    await first.exited;
    const second = await start(directory);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
  });

  test('a postmaster.pid whose number went to another process of the same user does not stop the next start', async () => {
    const directory = temporaryDirectory();
    await (await start(directory)).stop();
    const stranger = spawn('sleep', ['60'], { ...(isRoot && { uid: nobody, gid: nobody }) });
    onTestFinished(() => {
      stranger.kill();
    });
    const pidFile = path.join(directory, 'data', 'postmaster.pid');
    await writeFile(pidFile, `${String(stranger.pid)}\n${path.join(directory, 'data')}\n`);
    if (isRoot) await chown(pidFile, nobody, nobody);
    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1')).toEqual([1]);
  });

  test('of a first start, what it left unfinished is thrown away', async () => {
    const directory = temporaryDirectory();
    await mkdir(path.join(directory, 'data.unfinished'));
    await writeFile(path.join(directory, 'data.unfinished', 'PG_VERSION'), '18\n');
    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1')).toEqual([1]);
  });

  const users = [
    { who: 'this user', asNobody: false },
    ...(isRoot ? [{ who: 'an ordinary user', asNobody: true }] : []),
  ];
  test.each(users)(
    'of its parent (kill -9), the server ends and the next start on its folder works ($who)',
    async ({ asNobody }) => {
      const directory = temporaryDirectory();
      if (asNobody) await chown(directory, nobody, nobody);
      const startThere = async () => {
        const script = spawnScript('test/makers/postgres-parent.ts', [directory], { asNobody });
        const [line] = await script.line(/^\{.*\}$/);
        return { script, ...(JSON.parse(line) as { pid: number; url: string }) };
      };
      const first = await startThere();
      await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      first.script.process.kill('SIGKILL');
      // At once: the old server may still be on its way down.
      const second = await startThere();
      expect(isAlive(first.pid)).toBe(false);
      expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
      second.script.process.kill('SIGKILL');
      await until('the end of the second server', () => !isAlive(second.pid));
    },
  );
});

describe('what cannot be used is named with what to do', () => {
  test('PG_BIN_DIR without PostgreSQL in it', async () => {
    vi.stubEnv('PG_BIN_DIR', '/nonexistent');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await expect(start(temporaryDirectory())).rejects.toThrow(
      /PG_BIN_DIR names \/nonexistent.*apt-get install postgresql/s,
    );
  });

  test('a folder of which a file is in the way', async () => {
    const file = path.join(temporaryDirectory(), 'file');
    await writeFile(file, '');
    await expect(start(file)).rejects.toThrow(/EEXIST/);
  });

  test.runIf(isRoot)("for root, a folder that the server's user cannot reach", async () => {
    const closed = temporaryDirectory(); // mkdtemp makes it 0700
    await expect(start(path.join(closed, 'postgres'))).rejects.toThrow(
      `cannot reach ${path.join(closed, 'postgres')}: ${closed} is closed to other users. Choose a folder under /var/lib or /tmp.`,
    );
  });

  test('a folder made by another major version', async () => {
    const directory = temporaryDirectory();
    await (await start(directory)).stop();
    await writeFile(path.join(directory, 'data', 'PG_VERSION'), '12\n');
    await expect(start(directory)).rejects.toThrow(/exited with code 1.*version/s);
  });
});

test('a folder reached through a symbolic link is served under both names', async () => {
  const directory = temporaryDirectory();
  const link = `${directory}-link`;
  await symlink(directory, link);
  onTestFinished(() => rm(link));
  const first = await start(link);
  await first.stop();
  const { url } = await start(directory);
  expect(await query(url, 'SELECT 1')).toEqual([1]);
});
