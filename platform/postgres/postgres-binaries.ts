import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Identity } from '../process/leash.ts';
import { embeddedBinaries } from './embedded-binaries.ts';
import { tryBinaries } from './try-binaries.ts';

class PostgresMissingError extends Error {
  override readonly name = 'PostgresMissingError';
}

const systemRoot = '/usr/lib/postgresql';
const howToGetOne =
  'Run `npm ci` without `--omit=optional`, or `apt-get install postgresql`; or set PG_BIN_DIR to the folder of initdb and postgres, or DATABASE_URL to a running server.';

/**
 * The folder of an `initdb` and `postgres` that `identity` can run: `PG_BIN_DIR` where set, else npm's, else the system's newest.
 *
 * @throws PostgresMissingError naming what was tried, and the command that installs one.
 */
export async function findPostgresBinaries(identity: Identity | undefined): Promise<string> {
  const given = process.env['PG_BIN_DIR'];
  if (given !== undefined && given !== '') {
    const problem = await tryBinaries(given, identity);
    if (problem === undefined) return given;
    throw new PostgresMissingError(
      `PG_BIN_DIR names ${given}, whose PostgreSQL cannot be run: ${problem}. ${howToGetOne}`,
    );
  }
  const embedded = await embeddedBinaries(identity);
  if (embedded.kind === 'found') return embedded.binDirectory;

  const problems = [embedded.problem];
  for (const binDirectory of await systemBinaries()) {
    const problem = await tryBinaries(binDirectory, identity);
    if (problem === undefined) return binDirectory;
    problems.push(problem);
  }
  throw new PostgresMissingError(
    `No PostgreSQL server can be run here: ${problems.join('; ')}. ${howToGetOne}`,
  );
}

/** Debian's layout, newest major version first. */
async function systemBinaries(): Promise<string[]> {
  const versions = await readdir(systemRoot).catch(() => []);
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(systemRoot, version, 'bin'));
}
