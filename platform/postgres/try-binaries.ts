import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Identity } from '../process/leash.ts';

/**
 * Runs both programs as the user who will run them: this shows closed folders, missing libraries and a foreign architecture
 * alike. Returns what is wrong, or undefined.
 */
export async function tryBinaries(
  binDirectory: string,
  identity: Identity | undefined,
): Promise<string | undefined> {
  for (const program of ['postgres', 'initdb']) {
    const problem = await tryProgram(path.join(binDirectory, program), identity);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function tryProgram(file: string, identity: Identity | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    // PostgreSQL looks up its working directory, which must be one that this user can enter.
    const run = { cwd: '/', timeout: 20_000, ...identity };
    try {
      execFile(file, ['--version'], run, (error, _stdout, stderr) => {
        if (error === null) resolve(undefined);
        else resolve(`${file}: ${stderr.trim() === '' ? error.message : stderr.trim()}`);
      });
    } catch (error) {
      resolve(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
