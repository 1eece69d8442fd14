import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../log/logger.ts';
import { freePort } from '../net/free-port.ts';
import { describeExit, startLeashed } from '../process/leash.ts';
import type { ChildExit, LeashedChild } from '../process/leash.ts';
import { unprivilegedIdentity } from '../process/unprivileged.ts';
import { clearPredecessor, localUser, prepareDataDirectory } from './data-directory.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';

export interface LocalPostgresOptions {
  /** Made on first use, kept between starts. */
  readonly directory: string;
  /** On loopback; 0 picks a free one. */
  readonly port: number;
  /** What changes the port, for the message when it is busy. */
  readonly portOption?: string;
  /** False gives up surviving a power cut for speed, for demos and tests; a crash of the server loses nothing either way. */
  readonly durable?: boolean;
  /** Every line the server prints; it is logged at `debug` in any case. */
  readonly onLine?: (line: string) => void;
  readonly log: Log;
}

export interface LocalPostgres {
  /** `postgres://umbra:…@127.0.0.1:<port>/postgres`; the user is a superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Disconnects clients and stops the server; its data stays. */
  readonly stop: () => Promise<void>;
}

class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';
}

const host = '127.0.0.1';
/** Includes the recovery that follows a crash. */
const startDeadlineMs = 60_000;
const readyLine = 'database system is ready to accept connections';

/**
 * Starts a real PostgreSQL server that ends when this process does. It listens on loopback only, and asks for a password
 * that only its folder and the URL hold. As root it runs as `nobody`, because PostgreSQL refuses root.
 *
 * @throws PortBusyError, PostgresMissingError, DataDirectoryError or LocalPostgresError, each saying what to do.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { directory, portOption = 'the port option', durable = true, log } = options;
  const port = await freePort({ host, port: options.port, purpose: 'PostgreSQL', option: portOption });
  const identity = unprivilegedIdentity();
  const binDirectory = await findPostgresBinaries(identity);
  const { data, password } = await prepareDataDirectory(path.resolve(directory), binDirectory, identity);
  await clearPredecessor(await realpath(data));

  const settings = {
    listen_addresses: host,
    unix_socket_directories: '',
    logging_collector: 'off',
    log_destination: 'stderr',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const ready = readyWatch();
  const server = await startLeashed({
    name: 'PostgreSQL',
    command: path.join(binDirectory, 'postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // PostgreSQL writes the line we wait for in the language of the locale.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    identity,
    stopSignal: 'SIGINT', // "Fast" shutdown; SIGTERM would wait for every client to leave.
    onLine: (line) => {
      ready.see(line);
      log.debug(line, { process: 'postgres' });
      options.onLine?.(line);
    },
  });
  await untilReady(server, ready.seen, directory);
  log.info('PostgreSQL is ready', { port, directory, pid: server.pid });

  return {
    url: `postgres://${localUser}:${password}@${host}:${port}/postgres`,
    port,
    pid: server.pid,
    exited: server.exited,
    kill: server.kill,
    stop: async () => {
      await server.stop();
    },
  };
}

function readyWatch(): { see(line: string): void; readonly seen: Promise<void> } {
  let resolveSeen: () => void;
  const seen = new Promise<void>((resolve) => {
    resolveSeen = resolve;
  });
  return {
    seen,
    see: (line) => {
      if (line.includes(readyLine)) resolveSeen();
    },
  };
}

async function untilReady(server: LeashedChild, seen: Promise<void>, directory: string): Promise<void> {
  let overdue: NodeJS.Timeout | undefined;
  const outcome = await Promise.race([
    seen.then(() => 'ready' as const),
    server.exited,
    new Promise<'overdue'>((resolve) => {
      overdue = setTimeout(resolve, startDeadlineMs, 'overdue');
    }),
  ]);
  clearTimeout(overdue);
  if (outcome === 'ready') return;
  if (outcome === 'overdue') await server.stop();
  const what =
    outcome === 'overdue' ? `was not ready within ${startDeadlineMs / 1_000} s` : describeExit(outcome);
  throw new LocalPostgresError(`PostgreSQL on ${directory} ${what}. Its last words: ${server.tail()}`);
}
