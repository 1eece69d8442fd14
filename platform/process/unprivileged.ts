import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Identity } from './leash.ts';

/** `nobody` and `nogroup`, numbered alike on Debian, Red Hat and Alpine's musl images. */
const nobody: Identity = { uid: 65_534, gid: 65_534 };

/** Who runs a program that refuses root: nobody when we are root, else us. */
export function unprivilegedIdentity(): Identity | undefined {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/** The first folder on the way to `directory` that other users cannot pass through, or undefined. */
export async function closedAncestor(directory: string): Promise<string | undefined> {
  const parts = path
    .resolve(directory)
    .split(path.sep)
    .filter((part) => part !== '');
  for (let depth = 0; depth < parts.length; depth += 1) {
    const ancestor = path.sep + parts.slice(0, depth).join(path.sep);
    const mode = (await stat(ancestor).catch(() => undefined))?.mode;
    if (mode === undefined) return undefined; // Not there yet: it will be made by us, and open.
    if ((mode & 0o001) === 0) return ancestor;
  }
  return undefined;
}
