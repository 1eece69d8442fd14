import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

const pollMs = 50;

/** Waits until something accepts connections there. False when nothing did within the limit. */
export async function untilAccepting(listening: Listening, limitMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await accepts(listening))) {
    if (performance.now() > giveUpAt) return false;
    await delay(pollMs);
  }
  return true;
}

function accepts({ host, port }: Listening): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket
      .once('connect', () => {
        end(true);
      })
      .once('timeout', () => {
        end(false);
      })
      .once('error', () => {
        end(false);
      });
  });
}
