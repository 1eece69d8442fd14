import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, startLeashed, type ChildExit, type LeashedChild } from '../platform/process/leash.ts';
import { bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { reportIntervalMs } from './reported-statistics.ts';

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
  /** Drains first, so that no access log entry and no count is lost: SIGTERM alone flushes neither the log nor a last report. */
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
  await untilDone(adminUrl, Math.min(deadline, Date.now() + farewellMs), ({ active }) => active === 0);
  await tell(adminUrl, 'drain_listeners');
  const { captured } = await untilDone(adminUrl, deadline, (activity) => !isAtWork(activity));
  // What was captured is in the next report, at the latest by the time it would be due.
  const lastWordMs = captured > 0 ? reportIntervalMs + flushMs : flushMs;
  await Promise.race([child.exited, delay(lastWordMs)]);
  return child.stop(deadlineMs / 2);
}

/** An Envoy that no longer answers has nothing left to drain. */
async function tell(adminUrl: string, command: string): Promise<void> {
  await fetch(`${adminUrl}/${command}`, { method: 'POST' }).catch(() => undefined);
}

interface Activity {
  readonly active: number;
  readonly captured: number;
  readonly stoppedListeners: number;
}

/** What it was about when it was done, or time was up. */
async function untilDone(
  adminUrl: string,
  deadline: number,
  isDone: (activity: Activity) => boolean,
): Promise<Activity> {
  let activity = await readActivity(adminUrl);
  while (Date.now() < deadline && !isDone(activity)) {
    await delay(pollMs);
    activity = await readActivity(adminUrl);
  }
  return activity;
}

/** Until its listeners have stopped, an Envoy that captures may capture more. */
function isAtWork({ active, captured, stoppedListeners }: Activity): boolean {
  return active > 0 || (captured > 0 && stoppedListeners === 0);
}

const activityFilter = String.raw`^http\..*\.(downstream_rq_active|lua\.umbra_captured\..*)$|^listener_manager\.listener_stopped$`;

/** All 0 where the admin page no longer answers. */
async function readActivity(adminUrl: string): Promise<Activity> {
  const url = `${adminUrl}/stats?filter=${encodeURIComponent(activityFilter)}&format=json`;
  try {
    const { stats } = (await (await fetch(url)).json()) as { stats: { name?: string; value?: number }[] };
    const sumOf = (isMeant: (name: string) => boolean): number =>
      stats
        .filter(({ name }) => name !== undefined && isMeant(name))
        .reduce((sum, { value = 0 }) => sum + value, 0);
    return {
      active: sumOf((name) => name.endsWith('.downstream_rq_active') && !name.startsWith('http.admin.')),
      captured: sumOf((name) => name.includes('.lua.umbra_captured.')),
      stoppedListeners: sumOf((name) => name === 'listener_manager.listener_stopped'),
    };
  } catch {
    return { active: 0, captured: 0, stoppedListeners: 0 };
  }
}
