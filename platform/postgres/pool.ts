import pg from 'pg';
import type { Log } from '../log/logger.ts';

export interface PoolOptions {
  readonly databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly log: Log;
  readonly maxConnections?: number;
  readonly statementTimeoutMs?: number;
}

/** The server has this much longer to report its own time-out, before we take the connection for dead. */
const serverHeadStartMs = 5_000;

/** A bounded pool in which nothing waits for ever: not for a connection, a statement, or an open transaction. */
export function createPool(options: PoolOptions): pg.Pool {
  const { databaseUrl, applicationName, log, maxConnections = 10, statementTimeoutMs = 10_000 } = options;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + serverHeadStartMs,
    keepAlive: true,
  });
  // An idle connection that breaks (the server restarts) is replaced on next use; without a listener it would end the process.
  pool.on('error', (error: Error & { client?: unknown }) => {
    // pg hangs the whole client on it, thousands of lines with the connection's parameters among them.
    delete error.client;
    log.warn('An idle PostgreSQL connection was lost', { error });
  });
  return pool;
}
