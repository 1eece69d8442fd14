import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Has `fetch` fill a folder that becomes `home`, unless `home` holds the executable `file` already. It is filled beside its
 * place and renamed, so that neither a crash nor a second installer leaves half a tool. What was fetched may still lack `file`.
 */
export async function fetchOnce(
  home: string,
  file: string,
  fetch: (folder: string) => Promise<void>,
): Promise<void> {
  if (await isExecutable(path.join(home, file))) return;
  await mkdir(path.dirname(home), { recursive: true });
  const partial = await mkdtemp(`${home}.partial-`);
  try {
    await fetch(partial);
    await rename(partial, home).catch(async (error: unknown) => {
      if (!(await isExecutable(path.join(home, file)))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
