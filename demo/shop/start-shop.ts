import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { newSchema } from './new-schema/new-schema.ts';
import { oldSchema } from './old-schema/old-schema.ts';
import { shopApi } from './shop-api.ts';
import type { ShopStatements } from './shop-statements.ts';

export type ShopSchema = 'old' | 'new';

export interface RunningShop {
  readonly port: number;
  stop(): Promise<void>;
}

const statementsOf: Readonly<Record<ShopSchema, ShopStatements>> = { old: oldSchema, new: newSchema };

/** Connections to PostgreSQL that one shop holds at most. */
const poolSize = 8;

/** Serves the shop on loopback; port 0 takes a free one. */
export async function startShop(schema: ShopSchema, databaseUrl: string, port: number): Promise<RunningShop> {
  const database = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
  // An idle connection that PostgreSQL ends is replaced by the pool; without a listener it would end the process.
  database.on('error', () => undefined);
  const server = createServer(shopApi(database, statementsOf[schema]));
  // Idle connections stay open: closing one just as Envoy sends a request on it would be a 503 for a customer.
  server.keepAliveTimeout = 0;
  const actualPort = await listen(server, port);
  return {
    port: actualPort,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      });
      await database.end();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
