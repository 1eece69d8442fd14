import { Client } from '../../test/system/rig/client.ts';
import { Api } from '../../test/system/rig/api.ts';
import { parseWatchedMigrations } from '../../comparator/watch/parse-watched-migrations.ts';
import type { Benchmark } from '../benchmark.ts';
import { openLoop } from '../open-loop.ts';
import { quantile } from '../quantile.ts';
import { startBenchStack } from './bench-stack.ts';
import { areas, endpointOf, migrationName, storeEvidence } from './stored-evidence.ts';
import { startTraffic } from './traffic.ts';

const pairsPerSecond = 500;
const readsPerSecond = 2;
const seconds = 60;
const goalMs = 50;

/** How long every read takes while five million pairs with 2,000 findings are stored and exchanges come in. */
export const report: Benchmark = {
  name: 'report',
  question: `How long do reads take with 5 million pairs and 2,000 findings stored, ${pairsPerSecond} pairs a second coming in, each read ${readsPerSecond} times a second (goal: p99 < ${goalMs} ms)?`,
  async run() {
    const stack = await startBenchStack(async ({ databaseUrl, apiPort }) => {
      const url = `http://127.0.0.1:${apiPort}`;
      await new Api(url).putMigration(migration);
      const listing = await fetch(`${url}/v1/migrations`);
      const [watched] = parseWatchedMigrations(await listing.json()).migrations;
      if (watched === undefined) throw new Error('The control plane does not list the migration');
      await storeEvidence(databaseUrl, watched);
    });
    const clients = {
      comparator: new Client(stack.readPort, 64),
      controlPlane: new Client(stack.apiPort, 64),
    };
    try {
      const reads = await readsOf(clients);
      const sizes = new Map<string, number>();
      for (const { name, once } of reads) sizes.set(name, await once(0));
      const traffic = startTraffic(stack.exchangesPort, pairsPerSecond);
      const rows = await Promise.all(
        reads.map(async ({ name, once }, index) => {
          const offsetMs = (index * 1_000) / readsPerSecond / reads.length;
          let refused = 0;
          const took = await openLoop({ perSecond: readsPerSecond, seconds, offsetMs }, (number) =>
            once(number).catch(() => {
              refused += 1;
            }),
          );
          const times = [0.5, 0.99, 1].map((q) => quantile(took, q).toFixed(1));
          return [name, sizes.get(name) ?? 0, ...times, refused];
        }),
      );
      traffic.stop();
      return {
        columns: ['read', 'bytes', 'p50 ms', 'p99 ms', 'max ms', 'refused'],
        rows: [...rows, [`${traffic.pairsSent()} pairs came in meanwhile`, '', '', '', '', '']],
      };
    } finally {
      for (const client of Object.values(clients)) client.close();
      await stack.stop();
    }
  },
};

const migration = {
  name: migrationName,
  primary: { hosts: ['127.0.0.1:1'] },
  shadow: { hosts: ['127.0.0.1:2'] },
  compare: { endpoints: Array.from({ length: areas }, (_, area) => endpointOf(area)) },
};

interface Read {
  readonly name: string;
  /** Resolves to the bytes of the answer's body. */
  readonly once: (number: number) => Promise<number>;
}

async function readsOf(clients: { comparator: Client; controlPlane: Client }): Promise<Read[]> {
  const home = `/v1/migrations/${migrationName}`;
  const [pages, ids] = await pagesAndIds(clients.comparator, home);
  const pick = (of: readonly string[]) => (number: number) => of[number % of.length] ?? '';
  const evidence: Readonly<Record<string, (number: number) => string>> = {
    report: () => `${home}/report`,
    'findings, pages of 100': pick(pages),
    'findings, a page of 500': () => `${home}/findings?limit=500`,
    'findings of an endpoint': (number) =>
      `${home}/findings?endpoint=${encodeURIComponent(endpointOf(number % areas))}`,
    'findings of a class': () => `${home}/findings?class=truncation`,
    'findings/{id}': pick(ids.map((id) => `${home}/findings/${id}`)),
    ledger: () => `${home}/ledger`,
  };
  const own: typeof evidence = {
    'list of migrations': () => '/v1/migrations',
    migration: () => home,
    status: () => `${home}/status`,
    audit: () => `${home}/audit`,
  };
  const verdicts: typeof evidence = {
    verdict: () => `${home}/verdict`,
    'evidence (export)': () => `${home}/evidence`,
  };
  const readOf =
    (client: Client, where: string) =>
    ([name, path]: [string, (number: number) => string]): Read => ({
      name: `${where}: ${name}`,
      once: (number) => bytesOf(client, path(number)),
    });
  return [
    ...Object.entries({ ...evidence, ...verdicts }).map(readOf(clients.comparator, 'comparator')),
    ...Object.entries({ ...evidence, ...own }).map(readOf(clients.controlPlane, 'control plane')),
  ];
}

async function bytesOf(client: Client, path: string): Promise<number> {
  const { status, body } = await client.send({ path });
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${body.toString().slice(0, 500)}`);
  return body.length;
}

/** The paths of all pages, followed by cursor, and the ids of all findings on them. */
async function pagesAndIds(client: Client, home: string): Promise<[pages: string[], ids: string[]]> {
  const pages: string[] = [];
  const ids: string[] = [];
  for (let path: string | undefined = `${home}/findings`; path !== undefined;) {
    pages.push(path);
    const page = JSON.parse((await client.send({ path })).body.toString()) as {
      findings: { id: string }[];
      nextCursor?: string;
    };
    ids.push(...page.findings.map(({ id }) => id));
    path = page.nextCursor === undefined ? undefined : `${home}/findings?cursor=${page.nextCursor}`;
  }
  return [pages, ids];
}
