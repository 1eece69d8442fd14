import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One numbered SQL file: `003-findings-by-class.sql`. */
export interface RevisionFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly checksum: string;
}

/** A revision recorded as applied. */
export interface AppliedRevision {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

export class StoreRevisionError extends Error {
  override readonly name = 'StoreRevisionError';
}

const fileName = /^(\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;

/** @throws StoreRevisionError unless the files are named `001-what.sql` and numbered from 1 without gaps. */
export async function readRevisionFiles(directory: string): Promise<RevisionFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(fileName.exec(name)?.[1]);
      if (number !== index + 1) {
        const expected = `${String(index + 1).padStart(3, '0')}-<what-it-does>.sql`;
        throw new StoreRevisionError(
          `${path.join(directory, name)} stands where ${expected} is expected: store revisions are numbered from 001 without gaps.`,
        );
      }
      const sql = await readFile(path.join(directory, name), 'utf8');
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * The files still to apply, in order.
 *
 * @throws StoreRevisionError when what was applied is not what the files say: one was edited, or the store is newer than they are.
 */
export function pendingRevisions(
  files: readonly RevisionFile[],
  applied: readonly AppliedRevision[],
): RevisionFile[] {
  for (const { number, name, checksum } of applied) {
    const file = files[number - 1];
    if (file === undefined) {
      throw new StoreRevisionError(
        `The database holds store revision ${name}, which this version of Umbra does not know. Run the version that applied it, or a newer one.`,
      );
    }
    if (file.checksum !== checksum) {
      throw new StoreRevisionError(
        `Store revision ${file.name} was edited after it was applied as ${name}. Undo the edit, and put the change into a new file.`,
      );
    }
  }
  const done = new Set(applied.map(({ number }) => number));
  return files.filter(({ number }) => !done.has(number));
}
