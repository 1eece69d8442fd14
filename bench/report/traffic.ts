import { Client, credentials } from '@grpc/grpc-js';
import { encodeLogMessage, logEntry } from '../../test/makers/access-log.ts';
import { openLogStream } from '../../test/makers/log-stream.ts';
import { areas, migrationName } from './stored-evidence.ts';

export interface Traffic {
  readonly pairsSent: () => number;
  readonly stop: () => void;
}

const messagesPerSecond = 20;
/** One pair in so many differs. */
const differing = 10;

const body = JSON.stringify({ name: 'x'.repeat(48), total: 12.34, note: 'y'.repeat(900) });
const shadowBody = JSON.stringify({ name: 'x'.repeat(20), total: 12.35, note: 'y'.repeat(900) });

/** Exchanges as an Envoy sends them, both halves of each pair on one stream, at a steady rate. */
export function startTraffic(exchangesPort: number, pairsPerSecond: number): Traffic {
  const client = new Client(`127.0.0.1:${exchangesPort}`, credentials.createInsecure());
  const call = openLogStream(client);
  const seed = Date.now().toString(16).padStart(16, '0');
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * pairsPerSecond);
    const entries: object[] = [];
    for (; sent < due; sent += 1) entries.push(...halvesOf(seed, sent + 1));
    if (entries.length > 0) call.write(encodeLogMessage(entries, 'bench'));
  }, 1_000 / messagesPerSecond);
  return {
    pairsSent: () => sent,
    stop: () => {
      clearInterval(timer);
      call.end();
      client.close();
    },
  };
}

function halvesOf(seed: string, number: number): object[] {
  const both = {
    migration: migrationName,
    id: `${seed}-${number}`,
    path: `/area-${number % areas}/orders/${number}`,
    startedAtMs: Date.now(),
    responseBody: body,
  };
  return [
    logEntry({ ...both, key: `tenant-${number}` }),
    logEntry({ ...both, role: 'shadow', ...(number % differing === 0 && { responseBody: shadowBody }) }),
  ];
}
