import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../../platform/log/logger.ts';
import { background } from '../../../platform/shutdown/background.ts';
import { comparatorSchema } from './schema.ts';

export interface SoleWriterOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  /** Called once, when another comparator is found at work. */
  readonly onWait: () => void;
}

export interface SoleWriter {
  close(): Promise<void>;
}

const retryMs = 1_000;

/** A machine that vanished without a word must not keep the next comparator waiting for the two hours that are the default. */
const noticeDeadPeer =
  'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';

/**
 * Waits until no other comparator writes to this database, and keeps others waiting until it is closed: two would count each other's
 * requests as lost. A lost connection is taken up again; should another comparator be quicker, the store refuses this one's writes.
 */
export async function becomeSoleWriter(options: SoleWriterOptions): Promise<SoleWriter> {
  const { log } = options;
  const stopping = new AbortController();
  let connection = await takeLock(options, stopping.signal);
  const keep = async (): Promise<void> => {
    for (;;) {
      const held = connection;
      await new Promise((resolve) => held.once('end', resolve));
      if (stopping.signal.aborted) return;
      connection = await takeLock(options, stopping.signal);
    }
  };
  const keeping = keep().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  background(keeping, log, 'Keeping other comparators from this database');
  return {
    close: async () => {
      stopping.abort();
      await connection.end();
      await keeping;
    },
  };
}

/** Asks once a second, with a new connection where the last one broke. Rejects when aborted. */
async function takeLock(
  { databaseUrl, log, onWait }: SoleWriterOptions,
  signal: AbortSignal,
): Promise<pg.Client> {
  let told = false;
  for (;;) {
    const client = newClient(databaseUrl);
    try {
      await client.connect();
      await client.query(noticeDeadPeer);
      while (!(await tryLock(client))) {
        if (!told) {
          log.warn('Another comparator writes to this database; waiting until it has stopped');
          onWait();
        }
        told = true;
        await delay(retryMs, undefined, { signal });
      }
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (signal.aborted) throw error;
      log.warn('PostgreSQL cannot be asked yet whether another comparator writes to it', { error });
      await delay(retryMs, undefined, { signal });
    }
  }
}

function newClient(databaseUrl: string): pg.Client {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'umbra comparator lock',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // 'end' follows.
  return client;
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
    [`umbra sole writer ${comparatorSchema}`],
  );
  return rows[0]?.held === true;
}
