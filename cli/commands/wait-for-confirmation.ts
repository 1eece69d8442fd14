import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import { parseAnswer, statusAnswer, type Envoy, type MirrorState, type Status } from '../api/answers.ts';
import type { ApiAnswer, ApiClient } from '../api/api-client.ts';
import { mirrorText } from '../output/status-text.ts';
import { migrationPath } from './command-context.ts';

export class NotConfirmedError extends Error {
  override readonly name = 'NotConfirmedError';
}

const pollMs = 100;

/**
 * Asks for the status until every connected Envoy has confirmed what is asked of it now.
 *
 * @throws NotConfirmedError naming the Envoys that have not, after the time limit.
 */
export async function waitForConfirmation(
  api: ApiClient,
  name: string,
  limitSeconds: number,
): Promise<ApiAnswer> {
  const giveUpAt = performance.now() + limitSeconds * 1_000;
  for (;;) {
    const answer = await api.send('GET', migrationPath(name, 'status'));
    const status = parseAnswer(statusAnswer, answer);
    if (status.confirmed !== null && sameMirror(status.confirmed, status.mirror)) return answer;
    if (performance.now() > giveUpAt) throw new NotConfirmedError(whoHasNot(status, limitSeconds));
    await delay(pollMs);
  }
}

/** A halted mirror is the same whatever its percent. */
function sameMirror(a: MirrorState, b: MirrorState): boolean {
  if (a.halted || b.halted) return a.halted === b.halted;
  return a.percent === b.percent && a.writes === b.writes;
}

function whoHasNot({ name, mirror, envoys }: Status, limitSeconds: number): string {
  const connected = envoys.filter((envoy) => envoy.connected);
  const late = connected.filter(({ confirmed }) => confirmed === null || !sameMirror(confirmed, mirror));
  const who =
    connected.length === 0
      ? 'no Envoy is connected'
      : `${late.length} of ${connected.length} connected Envoys did not: ${late.map(nodeAndReason).join(', ')}`;
  return `${name} was set to ${mirrorText(mirror)}, but that was not confirmed within ${limitSeconds} s: ${who}. See \`umbra status ${name}\`.`;
}

function nodeAndReason({ node, config }: Envoy): string {
  const reasons = Object.values(config).flatMap(({ rejected }) =>
    rejected == null ? [] : [rejected.reason],
  );
  return reasons.length === 0 ? node : `${node} (rejected: ${reasons.join('; ')})`;
}

/** `--wait` alone means 10 seconds. */
export function parseWaitSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 3_600))
    throw new InvalidArgumentError('Give seconds, more than 0 and at most 3600.');
  return seconds;
}

export const defaultWaitSeconds = 10;
