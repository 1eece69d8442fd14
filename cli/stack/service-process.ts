import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Environment } from '../../platform/configuration/parse-environment.ts';
import {
  describeExit,
  startLeashed,
  type ChildExit,
  type LeashedChild,
} from '../../platform/process/leash.ts';

export type ServiceName = 'control-plane' | 'comparator';

class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
}

export interface ServiceOptions {
  readonly service: ServiceName;
  readonly environment: Environment;
  readonly onLine: (line: string) => void;
}

const readyDeadlineMs = 60_000;

/**
 * Starts one of our services as a process of its own and waits for its "ready" line.
 *
 * @throws ServiceStartError with its last words when it ends, or is not ready in 60 s.
 */
export async function startService({ service, environment, onLine }: ServiceOptions): Promise<LeashedChild> {
  let seeReady: () => void;
  const ready = new Promise<'ready'>((resolve) => {
    seeReady = () => {
      resolve('ready');
    };
  });
  const child = await startLeashed({
    name: service,
    command: process.execPath,
    args: mainArguments(service),
    env: { ...process.env, ...environment },
    onLine: (line) => {
      if (isReadyLine(line)) seeReady();
      onLine(line);
    },
  });
  let overdue: NodeJS.Timeout | undefined;
  const outcome = await Promise.race<'ready' | 'overdue' | ChildExit>([
    ready,
    child.exited,
    new Promise((resolve) => {
      overdue = setTimeout(resolve, readyDeadlineMs, 'overdue');
    }),
  ]);
  clearTimeout(overdue);
  if (outcome === 'ready') return child;
  if (outcome === 'overdue') await child.stop();
  const what =
    outcome === 'overdue' ? `was not ready within ${readyDeadlineMs / 1_000} s` : describeExit(outcome);
  throw new ServiceStartError(`The ${service} ${what}. Its last words: ${child.tail()}`);
}

/** The service's main file is built like this one: TypeScript run by tsx, or JavaScript under `dist/`. */
function mainArguments(service: ServiceName): string[] {
  const here = fileURLToPath(import.meta.url);
  const extension = path.extname(here);
  const main = path.join(path.dirname(here), '..', '..', service, `main${extension}`);
  if (extension !== '.ts') return [main];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, main];
}

function isReadyLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return (JSON.parse(line) as { event?: unknown }).event === 'ready';
  } catch {
    return false;
  }
}
