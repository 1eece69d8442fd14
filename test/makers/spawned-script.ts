import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const nobody = 65_534;

export interface SpawnedScript {
  readonly process: ChildProcess;
  /** The first line of its standard output that matches. */
  readonly line: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** Runs a TypeScript file of the repository as a process of its own, killed when the test is finished. */
export function spawnScript(
  file: string,
  args: readonly string[],
  { asNobody = false }: { asNobody?: boolean } = {},
): SpawnedScript {
  const root = path.join(import.meta.dirname, '..', '..');
  const script = spawn(process.execPath, ['--import', 'tsx', path.join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(asNobody && { uid: nobody, gid: nobody }),
  });
  onTestFinished(() => {
    script.kill('SIGKILL');
  });
  let output = '';
  const readers = new Set<() => void>();
  script.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const read of readers) read();
  });
  return {
    process: script,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const read = (): void => {
          for (const line of output.split('\n')) {
            const found = pattern.exec(line);
            if (found !== null) {
              readers.delete(read);
              resolve(found);
              return;
            }
          }
        };
        readers.add(read);
        read();
        script.once('close', () => {
          reject(new Error(`${file} ended before it said ${String(pattern)}: ${output}`));
        });
      }),
  };
}
