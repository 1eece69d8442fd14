import { Client, credentials, type ClientWritableStream } from '@grpc/grpc-js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { openLogStream } from './log-stream.ts';

export interface RunningComparator {
  readonly get: (path: string) => Promise<unknown>;
  readonly text: (path: string) => Promise<string>;
  /** A stream as Envoy holds it. */
  readonly stream: () => ClientWritableStream<Buffer>;
  /** Resolves to the exit code, null after a kill. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts `comparator/main.ts` as a process of its own; resolves when it says that it is ready. */
export async function startComparatorProcess(
  databaseUrl: string,
  controlPlaneUrl: string,
): Promise<RunningComparator> {
  const root = path.join(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'comparator/main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      UMBRA_CONTROL_PLANE_URL: controlPlaneUrl,
      UMBRA_EXCHANGES_PORT: '0',
      UMBRA_READ_PORT: '0',
    },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const { exchangesPort, readPort } = await readyLine(child);
  const client = new Client(`127.0.0.1:${exchangesPort}`, credentials.createInsecure());
  onTestFinished(() => {
    client.close();
  });

  const ask = (target: string): Promise<Response> => fetch(`http://127.0.0.1:${readPort}${target}`);
  return {
    get: async (target) => (await ask(target)).json(),
    text: async (target) => (await ask(target)).text(),
    stream: () => openLogStream(client),
    stop: async (signal) => {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<{ exchangesPort: number; readPort: number }> {
  if (child.stdout === null) throw new Error('The comparator was started without a standard output');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes('"event":"ready"')) {
      child.stdout.resume();
      return JSON.parse(line) as { exchangesPort: number; readPort: number };
    }
  }
  throw new Error(`The comparator ended before it was ready:\n${lines.join('\n')}`);
}
