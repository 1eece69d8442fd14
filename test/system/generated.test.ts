import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, type ApiClient } from '../../cli/api/api-client.ts';
import type { Report } from '../../cli/api/answers.ts';
import { startLocalStack } from '../../cli/stack/local-stack.ts';
import { anyPorts } from '../../cli/stack/stack-ports.ts';
import { temporaryStateDirectory } from '../../cli/stack/state-directory.ts';
import { setMirrorPercent } from '../../demo/mirror-percent.ts';
import { settledReport } from '../../demo/settled-report.ts';
import { makeShopDatabases, numberOrdersFrom, type ShopDatabases } from '../../demo/shop-databases.ts';
import { startShop } from '../../demo/shop/start-shop.ts';
import { driveTraffic } from '../../demo/traffic/drive-traffic.ts';
import { freePorts } from '../../platform/net/free-port.ts';
import { createShutdown } from '../../platform/shutdown/shutdown.ts';
import { silentLog } from '../makers/silent-log.ts';

/** The demo's shop, whose databases give out the ids of orders, each its own. */
const variants = {
  'ids-in-sequence': (databases: ShopDatabases) => numberOrdersFrom(databases.shadowUrl, 1_004),
  'ids-at-random': ({ primaryUrl, shadowUrl }: ShopDatabases) =>
    Promise.all([run(primaryUrl, randomIds), run(shadowUrl, [...linesLoose, ...randomIds, ...linesBound])]),
};

const linesLoose = [
  'ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_fkey',
  "ALTER TABLE order_lines ALTER COLUMN order_id TYPE uuid USING md5('order ' || order_id)::uuid",
];
const linesBound = ['ALTER TABLE order_lines ADD FOREIGN KEY (order_id) REFERENCES orders'];
/** A view of ids is in the way of another type. */
const randomIds = [
  `DO $$ DECLARE summaries text := pg_get_viewdef('customer_summaries'); BEGIN
     DROP VIEW customer_summaries;
     ALTER TABLE orders ALTER COLUMN id DROP IDENTITY;
     ALTER TABLE orders ALTER COLUMN id TYPE uuid USING md5('order ' || id)::uuid;
     ALTER TABLE orders ALTER COLUMN id SET DEFAULT gen_random_uuid();
     EXECUTE 'CREATE VIEW customer_summaries AS ' || summaries;
   END $$`,
];
/** The last order becomes the one before it. */
const mixUp = [
  `DO $$ DECLARE summaries text := pg_get_viewdef('customer_summaries'); BEGIN
     EXECUTE 'CREATE OR REPLACE VIEW customer_summaries AS ' || replace(summaries, '[1]', '[2]');
   END $$`,
];

const shutdown = createShutdown({ log: silentLog, deadlineMs: 30_000 });
let api: ApiClient;
let serverUrl: string;
let ports: number[];

beforeAll(async () => {
  const state = await temporaryStateDirectory();
  shutdown.onStop('state directory', state.remove);
  const anyPort = { port: 0, purpose: 'a shop', option: 'none' };
  ports = await freePorts([anyPort, anyPort]);
  const stack = await startLocalStack({
    stateDirectory: state.directory,
    ports: anyPorts,
    listeners: ports.map((port) => ({ ...anyPort, port })),
    durable: false,
    log: silentLog,
  });
  shutdown.onStop('the local stack', stack.stop);
  api = createApiClient(stack.apiUrl);
  serverUrl = stack.databaseUrl;
});

afterAll(async () => {
  expect(await shutdown.stop('test is over')).toBe(true);
});

describe.each(Object.entries(variants))('a shop with %s on both sides', (name, makeIds) => {
  let origin: string;
  let databases: ShopDatabases;

  beforeAll(async () => {
    databases = await makeShopDatabases(serverUrl, name.replaceAll('-', '_'), 'clean');
    await makeIds(databases);
    const primary = await startShop('old', databases.primaryUrl, 0);
    const shadow = await startShop('new', databases.shadowUrl, 0);
    shutdown.onStop(`${name}: primary`, () => primary.stop());
    shutdown.onStop(`${name}: shadow`, () => shadow.stop());
    const port = ports.pop() ?? 0;
    origin = `http://127.0.0.1:${port}`;
    await api.send('PUT', `/v1/migrations/${name}`, {
      name,
      listener: { port },
      primary: { hosts: [`127.0.0.1:${primary.port}`] },
      shadow: { hosts: [`127.0.0.1:${shadow.port}`] },
      mirror: {
        percent: 0,
        key: { header: 'x-customer-id' },
        safe: [{ method: 'POST', path: '/search' }],
      },
    });
    await setMirrorPercent(api, name, 100);
  });

  /** Returns the report once a number of requests have their fate. */
  async function reportAfter(requests: number, seed: number): Promise<Report> {
    const ending = new AbortController();
    const visit = driveTraffic({ origin, customers: 16, meanThinkMs: 60, seed, signal: ending.signal });
    await expect.poll(() => visit.tally.requests, { timeout: 60_000 }).toBeGreaterThan(requests);
    ending.abort();
    await visit.ended;
    expect(visit.tally.examples).toEqual([]);
    return settledReport(api, name);
  }

  it('shows no difference, and says how many requests named what the shadow does not know', async () => {
    const { findings, ledger, pairs } = await reportAfter(1_500, 1);
    const share = (count = 0) => `${((100 * count) / ledger.captured).toFixed(1)} %`;
    console.info(
      `${name}: of ${ledger.captured} requests ${share(ledger.fates['compared'])} compared (${pairs.differing} differ), ` +
        `foreign ids ${share(ledger.fates['foreign-id'])}, raced ${share(ledger.fates['raced'])}, tainted ${share(ledger.fates['tainted'])}`,
    );
    expect(findings).toEqual([]);
    expect(ledger.balanced).toBe(true);
    expect(ledger.fates['foreign-id']).toBeGreaterThan(0);
  });

  it('is caught when it takes one order for another', async () => {
    await run(databases.shadowUrl, mixUp);
    const { findings, ledger } = await reportAfter(600, 2);
    const places = findings.map((finding) => `${finding.endpoint} ${finding.path} ${finding.class}`);
    expect(places).toEqual(['GET /customers/{id}/summary $.lastOrderId generated']);
    expect(ledger.balanced).toBe(true);
  });
});

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
