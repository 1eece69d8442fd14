import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, startLeashed } from '../process/leash.ts';
import type { Identity } from '../process/leash.ts';
import { closedAncestor } from '../process/unprivileged.ts';

/** Where one local server keeps everything: the cluster under `data`, and the password of its only user. */
export interface DataDirectory {
  readonly data: string;
  readonly password: string;
}

export const localUser = 'umbra';

/** How long a server that is already on its way down may take. */
const predecessorDeadlineMs = 15_000;

class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/**
 * Makes the cluster on first use and keeps it afterwards. What an interrupted first use left is thrown away: a cluster gets
 * its name only once it is whole.
 *
 * @throws DataDirectoryError when the server's user cannot reach the folder, or initdb fails.
 */
export async function prepareDataDirectory(
  directory: string,
  binDirectory: string,
  identity: Identity | undefined,
): Promise<DataDirectory> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  if (identity !== undefined) await openTo(identity, directory);

  const data = path.join(directory, 'data');
  const passwordFile = path.join(directory, 'password');
  if (await exists(data)) return { data, password: (await readFile(passwordFile, 'utf8')).trim() };

  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const unfinished = path.join(directory, 'data.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (identity !== undefined) await chown(unfinished, identity.uid, identity.gid);
  await initialise({ directory, binDirectory, identity, unfinished, password });
  await rename(unfinished, data);
  return { data, password };
}

async function openTo(identity: Identity, directory: string): Promise<void> {
  const closed = await closedAncestor(directory);
  if (closed !== undefined) {
    throw new DataDirectoryError(
      `PostgreSQL does not run as root, and user ${identity.uid}, which it runs as instead, cannot reach ${directory}: ${closed} is closed to other users. Choose a folder under /var/lib or /tmp.`,
    );
  }
  await chmod(directory, 0o711);
}

interface NewCluster {
  readonly directory: string;
  readonly binDirectory: string;
  readonly identity: Identity | undefined;
  readonly unfinished: string;
  readonly password: string;
}

async function initialise({
  directory,
  binDirectory,
  identity,
  unfinished,
  password,
}: NewCluster): Promise<void> {
  // initdb reads the password from a file only, and must be able to read it as its own user.
  const passwordForInitdb = path.join(directory, 'password.initdb');
  await writeFile(passwordForInitdb, `${password}\n`, { mode: 0o600 });
  if (identity !== undefined) await chown(passwordForInitdb, identity.uid, identity.gid);
  try {
    const initdb = await startLeashed({
      name: 'initdb',
      command: path.join(binDirectory, 'initdb'),
      args: [
        `--pgdata=${unfinished}`,
        `--username=${localUser}`,
        `--pwfile=${passwordForInitdb}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        '--no-sync',
      ],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      identity,
    });
    const exit = await initdb.exited;
    if (exit.code !== 0) {
      throw new DataDirectoryError(
        `initdb ${describeExit(exit)} while making ${directory}: ${initdb.tail()}`,
      );
    }
  } finally {
    await rm(passwordForInitdb, { force: true });
  }
}

/**
 * Waits for a server that still runs on this cluster to end, as one does whose parent was just killed, and removes the
 * `postmaster.pid` of one that ended without. PostgreSQL itself refuses to start when another process of its user has since been
 * given the number in it.
 *
 * @throws DataDirectoryError when the server runs on: another Umbra uses the folder.
 */
export async function clearPredecessor(data: string): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid');
  const giveUpAt = performance.now() + predecessorDeadlineMs;
  for (;;) {
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (!Number.isInteger(pid) || pid <= 0 || !(await servesCluster(pid, data))) break;
    if (performance.now() > giveUpAt) {
      throw new DataDirectoryError(
        `Another PostgreSQL, process ${pid}, runs on ${data}. Stop the Umbra that started it, or choose another state directory.`,
      );
    }
    await delay(100);
  }
  await rm(pidFile, { force: true });
}

/** A postmaster's working directory is its cluster; for a process of another user the link cannot be read, and it is not ours. */
async function servesCluster(pid: number, data: string): Promise<boolean> {
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return workingDirectory === data;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
