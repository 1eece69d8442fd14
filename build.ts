/** `npm run build`: JavaScript under `dist/`, and beside it every file that the code reads at run time, at the same relative place. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');
/** Folders with compiled code, and those with assets only. */
const folders = ['platform', 'envoy', 'control-plane', 'comparator', 'cli', 'protos', 'dashboard'];

/** SQL, Lua, .proto files, pages: all but the sources. */
async function isAsset(file: string): Promise<boolean> {
  return (await stat(file)).isDirectory() || !file.endsWith('.ts');
}

await rm(dist, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of folders.filter((name) => existsSync(path.join(root, name)))) {
  await cp(path.join(root, folder), path.join(dist, folder), { recursive: true, filter: isAsset });
}
await chmod(path.join(dist, 'cli', 'main.js'), 0o755);
