import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where `umbra up` keeps its database and logs unless told otherwise. Root's is one that PostgreSQL's user can reach. */
export function defaultStateDirectory(): string {
  return process.getuid?.() === 0 ? '/var/lib/umbra' : path.resolve('.umbra');
}

export async function openStateDirectory(directory: string): Promise<string> {
  const absolute = path.resolve(directory);
  try {
    await mkdir(absolute, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The state directory ${absolute} cannot be made: ${why}. Choose another with --state-dir.`,
      { cause },
    );
  }
  return absolute;
}

/** One that `remove` takes away with all that is in it. */
export async function temporaryStateDirectory(): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'umbra-'));
  // As root, PostgreSQL runs as another user, who has to pass through; what lies inside has its own modes.
  await chmod(directory, 0o711);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
