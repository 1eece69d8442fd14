import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeExit, startLeashed, type LeashedChild } from '../../../platform/process/leash.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs a main of this folder as a process of its own and returns the ports that it says it listens on. */
export async function startMain(
  file: string,
  args: readonly string[] = [],
): Promise<{ child: LeashedChild; ports: Readonly<Record<string, number>> }> {
  let seePorts: (ports: string) => void;
  const said = new Promise<string>((resolve) => {
    seePorts = resolve;
  });
  const child = await startLeashed({
    name: file,
    command: process.execPath,
    args: ['--import', tsx, path.join(import.meta.dirname, file), ...args],
    onLine: (line) => {
      if (line.startsWith('listening ')) seePorts(line.slice('listening '.length));
      else console.error(`${file}: ${line}`);
    },
  });
  const ended = child.exited.then((exit) => {
    throw new Error(`${file} ${describeExit(exit)} before it listened: ${child.tail()}`);
  });
  const ports = JSON.parse(await Promise.race([said, ended])) as Record<string, number>;
  ended.catch(() => undefined); // From here on its end is the business of whoever holds the child.
  return { child, ports };
}
