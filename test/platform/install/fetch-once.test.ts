import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchOnce } from '../../../platform/install/fetch-once.ts';
import { temporaryDirectory } from '../../makers/temporary-directory.ts';

async function putTool(folder: string, content: string): Promise<void> {
  await writeFile(path.join(folder, 'tool'), content);
  await chmod(path.join(folder, 'tool'), 0o755);
}

describe('a tool that is fetched once', () => {
  it('is not fetched again', async () => {
    const home = path.join(temporaryDirectory(), 'tools', 'tool-1');
    let fetches = 0;
    const fetch = (folder: string): Promise<void> => putTool(folder, `fetch ${(fetches += 1)}`);

    await fetchOnce(home, 'tool', fetch);
    await fetchOnce(home, 'tool', fetch);

    expect(await readFile(path.join(home, 'tool'), 'utf8')).toBe('fetch 1');
  });

  it('leaves nothing behind when fetching fails', async () => {
    const tools = path.join(temporaryDirectory(), 'tools');
    const failing = fetchOnce(path.join(tools, 'tool-1'), 'tool', async (folder) => {
      await putTool(folder, 'half');
      throw new Error('the network is gone');
    });

    await expect(failing).rejects.toThrow('the network is gone');
    expect(await readdir(tools)).toEqual([]);
  });

  it('is that of the faster one of two that fetch at once', async () => {
    const home = path.join(temporaryDirectory(), 'tool-1');
    await fetchOnce(home, 'tool', async (folder) => {
      await mkdir(home);
      await putTool(home, 'theirs');
      await putTool(folder, 'ours');
    });

    expect(await readFile(path.join(home, 'tool'), 'utf8')).toBe('theirs');
  });
});
