import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, startLeashed, type ChildExit, type LeashedChild } from '../platform/process/leash.ts';
import { bootstrap, type BootstrapOptions } from './bootstrap.ts';

export interface EnvoyOptions extends BootstrapOptions {
  /** Path of the binary, as `ensureEnvoy` gives it. */
  readonly binary: string;
  /** Where the bootstrap file is written. */
  readonly directory: string;
  /** Worker threads. */
  readonly concurrency: number;
  readonly onLine?: (line: string) => void;
}

export interface RunningEnvoy extends LeashedChild {
  readonly adminUrl: string;
  /** Drains first, so that no access log entry is lost: SIGTERM alone does not flush the log's buffers. */
  stop(deadlineMs?: number): Promise<ChildExit>;
}

export class EnvoyStartError extends Error {
  override readonly name = 'EnvoyStartError';
}

const readyDeadlineMs = 30_000;
const pollMs = 50;
/** How long a stopping Envoy goes on accepting connections, while its answers already send clients away. */
const farewellMs = 1_000;
/** Twice the access log's flush interval. */
const flushMs = 400;

/**
 * Starts a real Envoy and waits until it has its first configuration from the control plane.
 *
 * @throws EnvoyStartError with Envoy's last words when it ends or does not get ready in 30 s.
 */
export async function startEnvoy(options: EnvoyOptions): Promise<RunningEnvoy> {
  const { binary, directory, concurrency, onLine, ...identity } = options;
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, `bootstrap-${options.nodeId}.json`);
  await writeFile(file, JSON.stringify(bootstrap(identity), null, 2));

  const child = await startLeashed({
    name: 'Envoy',
    command: binary,
    args: ['--config-path', file, '--concurrency', String(concurrency), ...fixedArguments],
    ...(onLine === undefined ? {} : { onLine }),
  });
  const adminUrl = `http://${options.admin.host}:${options.admin.port}`;
  const envoy: RunningEnvoy = {
    ...child,
    adminUrl,
    stop: (deadlineMs) => drainAndStop(child, adminUrl, deadlineMs),
  };
  await untilReady(envoy);
  return envoy;
}

/**
 * A base id of its own lets several Envoys run on one machine. A changed listener drains the one before it: at once every
 * answer tells its client to connect anew, and what is still connected when Envoy's drain time (10 minutes unless told
 * otherwise) is over is cut off. A short one cut requests in production at every change (a second: 1 of 1,000, 2026-11-26).
 */
const fixedArguments = ['--use-dynamic-base-id', '--drain-strategy', 'immediate', '--log-level', 'warning'];

async function untilReady(envoy: RunningEnvoy): Promise<void> {
  const deadline = Date.now() + readyDeadlineMs;
  let ended: ChildExit | undefined;
  void envoy.exited.then((exit) => {
    ended = exit;
  });
  while (Date.now() < deadline) {
    if (ended !== undefined) throw new EnvoyStartError(`Envoy ${describeExit(ended)}: ${envoy.tail()}`);
    const answer = await fetch(`${envoy.adminUrl}/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(pollMs);
  }
  await envoy.stop(1_000);
  throw new EnvoyStartError(
    `Envoy was not ready within ${readyDeadlineMs / 1_000} s; is the control plane reachable? ${envoy.tail()}`,
  );
}

async function drainAndStop(child: LeashedChild, adminUrl: string, deadlineMs = 10_000): Promise<ChildExit> {
  const deadline = Date.now() + deadlineMs / 2;
  await tell(adminUrl, 'drain_listeners?graceful');
  await untilIdle(adminUrl, Math.min(deadline, Date.now() + farewellMs));
  await tell(adminUrl, 'drain_listeners');
  await untilIdle(adminUrl, deadline);
  await Promise.race([child.exited, delay(flushMs)]);
  return child.stop(deadlineMs / 2);
}

/** An Envoy that no longer answers has nothing left to drain. */
async function tell(adminUrl: string, command: string): Promise<void> {
  await fetch(`${adminUrl}/${command}`, { method: 'POST' }).catch(() => undefined);
}

async function untilIdle(adminUrl: string, deadline: number): Promise<void> {
  while (Date.now() < deadline && (await activeRequests(adminUrl)) > 0) await delay(pollMs);
}

/** Requests in progress on our listeners; 0 where the admin page no longer answers. */
async function activeRequests(adminUrl: string): Promise<number> {
  const url = `${adminUrl}/stats?filter=^http\\..*\\.downstream_rq_active$&format=json`;
  try {
    const { stats } = (await (await fetch(url)).json()) as { stats: { name?: string; value?: number }[] };
    return stats
      .filter(({ name }) => name !== undefined && !name.startsWith('http.admin.'))
      .reduce((sum, { value = 0 }) => sum + value, 0);
  } catch {
    return 0;
  }
}
