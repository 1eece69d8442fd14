import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { outputLines } from './output-lines.ts';

/** The user a child runs as; undefined means ours. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export interface LeashOptions {
  /** For messages: `PostgreSQL`, `comparator`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; ours unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly identity?: Identity | undefined;
  /** What asks this child to end; also used when we die. After it comes SIGKILL. */
  readonly stopSignal?: NodeJS.Signals;
  /** Seconds from the stop signal to SIGKILL when we die without having stopped it. */
  readonly orphanGraceSeconds?: number;
  /** Every line of the child's output, both streams. */
  readonly onLine?: (line: string) => void;
}

/** How a child ended: by itself with a code, or by a signal. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LeashedChild {
  readonly name: string;
  readonly pid: number;
  /** Fulfilled when the process is gone and its output was read; never rejected. */
  readonly exited: Promise<ChildExit>;
  /** The last lines of its output, at most 8,000 characters, for error messages. */
  readonly tail: () => string;
  /** Sends a signal to this one process, and waits for nothing. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Asks it to end, and kills it and all it started once the deadline has passed. Safe to call again. */
  readonly stop: (deadlineMs?: number) => Promise<ChildExit>;
}

class ChildStartError extends Error {
  override readonly name = 'ChildStartError';
}

/**
 * The child is exec'ed, so its pid and exit are the ones we see. Beside it a watcher holds the reading end of a pipe from us:
 * the pipe closes when we die, whatever the reason, and the watcher then ends the child's whole process group, itself included.
 * While the watcher is in the group its number cannot be given to another process, so it never hits a stranger.
 * The watcher is started twice removed, so that a child that counts its own children (PostgreSQL does) never sees it.
 */
const leashScript = `
signal=$1 ticks=$2; shift 2
( (
  trap '' HUP INT QUIT TERM USR1 USR2
  read -r _ <&3
  kill -s "$signal" -- "-$$"
  while [ "$ticks" -gt 0 ] && kill -s 0 "$$"; do sleep 0.1; ticks=$((ticks - 1)); done
  kill -s KILL -- "-$$"
) </dev/null >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
`;

const tailCharacters = 8_000;
/** Output can outlive the process when something it started still holds the pipe. */
const outputAfterExitMs = 500;

/**
 * Starts a child that ends when we end, `kill -9` included. It has its own process group, so Ctrl-C reaches us alone
 * and children are stopped in our order.
 *
 * @throws ChildStartError when it cannot be started at all; a command that does not exist exits with 127 instead.
 */
export async function startLeashed(options: LeashOptions): Promise<LeashedChild> {
  const {
    name,
    command,
    args,
    env,
    cwd,
    identity,
    stopSignal = 'SIGTERM',
    orphanGraceSeconds = 5,
    onLine,
  } = options;
  const script = [leashScript, 'leash', stopSignal.replace(/^SIG/, ''), String(orphanGraceSeconds * 10)];
  const child = spawn('/bin/sh', ['-c', ...script, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    ...(env !== undefined && { env: { ...env } }),
    ...(cwd !== undefined && { cwd }),
    ...identity,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', (cause) => {
      const who = identity === undefined ? '' : ` as user ${identity.uid}`;
      reject(new ChildStartError(`${name} could not be started${who}: ${cause.message}`, { cause }));
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw new ChildStartError(`${name} could not be started: it has no process id`);
  // Opened as pipes above, which the types of four streams do not tell.
  const [, stdout, stderr, leash] = child.stdio as unknown as [null, Readable, Readable, Writable];
  leash.on('error', () => undefined); // The watcher was killed: there is nobody left to tell.

  let tail = '';
  for (const stream of [stdout, stderr]) {
    const lines = outputLines((line) => {
      tail = `${tail}${line}\n`.slice(-tailCharacters);
      onLine?.(line);
    });
    stream.on('data', (chunk: Buffer) => {
      lines.write(chunk);
    });
    stream.on('end', () => {
      lines.end();
    });
  }

  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      leash.destroy();
      const giveUp = setTimeout(() => {
        stdout.destroy();
        stderr.destroy();
      }, outputAfterExitMs);
      child.once('close', () => {
        clearTimeout(giveUp);
        resolve({ code, signal });
      });
    });
  });

  return {
    name,
    pid,
    exited,
    tail: () => tail.trimEnd(),
    kill: (signal) => {
      child.kill(signal);
    },
    stop: async (deadlineMs = 10_000) => {
      child.kill(stopSignal);
      const overdue = setTimeout(() => {
        killGroup(pid);
      }, deadlineMs);
      const exit = await exited;
      clearTimeout(overdue);
      return exit;
    },
  };
}

/** The group of a child that has not been reaped: its number is still its own. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** For messages: `exited with code 1`, `was ended by SIGKILL`. */
export function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `exited with code ${String(code)}` : `was ended by ${signal}`;
}
