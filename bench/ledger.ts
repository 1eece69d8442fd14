import { setTimeout as delay } from 'node:timers/promises';
import { FaultRig } from '../test/system/faults/fault-rig.ts';
import type { Fault } from '../test/system/faults/fault.ts';
import { faults } from '../test/system/faults/faults.ts';
import { mirrorTimeoutMs } from '../test/system/odd-traffic/answers/times.ts';
import { putOddMigration } from '../test/system/odd-traffic/odd-migration.ts';
import { startOddUpstream, type OddUpstream } from '../test/system/odd-traffic/odd-upstream.ts';
import { oddTraffic } from '../test/system/odd-traffic/traffic.ts';
import type { Ledger } from '../test/system/rig/api.ts';
import { eventually } from '../test/system/rig/eventually.ts';
import type { Benchmark } from './benchmark.ts';

/** For each fault: with the 19 of them 100,700 in all, odd requests not counted. */
const requestsPerFault = 5_300;
const perSecond = 700;
const oddAtOnce = 4;
/** Before the fault strikes. */
const calmMs = 500;

/** The one fault that clients notice, so no part of the zero-harm list: its books must be exact all the same. */
const envoyKilled: Fault = {
  name: 'Envoy killed',
  mix: 'usual',
  fates: [],
  findings: [],
  inject: async (rig) => {
    await rig.kill('envoy');
    await rig.start('envoy');
  },
  heal: (rig) => rig.untilWell(),
};

/** Every kind of traffic and every fault in one run, and what each request came to. Throws where the books do not add up. */
export const ledger: Benchmark = {
  name: 'ledger',
  question: `Is every request accounted for: ${requestsPerFault} under each of ${faults.length + 1} faults, with odd traffic beside them, comparator and Envoy killed once each?`,
  async run() {
    const rig = await FaultRig.start();
    const upstreams = await Promise.all([startOddUpstream('primary'), startOddUpstream('shadow')]);
    try {
      const odd = new OddClients(await oddMigrations(rig, upstreams));
      const sent = { faults: 0, odd: 0 };
      for (const fault of [...faults, envoyKilled]) {
        const loading = rig.load({
          requests: requestsPerFault,
          mix: fault.mix,
          arrival: { kind: 'open', perSecond },
        });
        const beside = odd.performUntil(loading);
        await delay(calmMs);
        await fault.inject(rig);
        await loading;
        await fault.heal(rig);
        sent.faults += requestsPerFault;
        sent.odd += await beside;
      }
      const books = await Promise.all(
        ['faults', ...odd.migrations].map(async (name) => [name, await exactLedger(rig, name)] as const),
      );
      return {
        columns: [
          'migration',
          'captured',
          'fates',
          'evidence',
          'set aside',
          'loss',
          "Envoy's counters",
          'of Envoys killed',
        ],
        rows: [
          ...books.map(([name, book]) => row(name, book)),
          [`sent: ${sent.faults} and ${sent.odd} odd performances`, '', '', '', '', '', '', ''],
        ],
      };
    } finally {
      await rig.stop();
      await Promise.all(upstreams.map((upstream) => upstream.close()));
    }
  },
};

interface OddMigration {
  readonly name: string;
  readonly port: number;
  readonly groups: readonly string[];
}

async function oddMigrations(
  rig: FaultRig,
  [primary, shadow]: readonly [OddUpstream, OddUpstream],
): Promise<readonly OddMigration[]> {
  const groups = Object.keys(oddTraffic);
  const migrations = [
    { name: 'odd', http2: false, groups: groups.filter((group) => group !== 'gRPC') },
    { name: 'odd-http2', http2: true, groups: ['HTTP/2', 'gRPC'] },
  ];
  const added: OddMigration[] = [];
  for (const { name, http2, groups: theirs } of migrations) {
    const mirror = { key: { header: 'x-tenant-id' }, timeoutMs: mirrorTimeoutMs };
    const port = await putOddMigration(rig.api, name, { primary, shadow, http2, mirror });
    added.push({ name, port, groups: theirs });
  }
  return added;
}

/** Performs all odd requests in turn, planted twins included, some at once. */
class OddClients {
  readonly migrations: readonly string[];
  readonly #performances: readonly ((tenant: string) => Promise<unknown>)[];
  #performed = 0;

  constructor(migrations: readonly OddMigration[]) {
    this.migrations = migrations.map(({ name }) => name);
    this.#performances = migrations.flatMap(({ port, groups }) =>
      groups
        .flatMap((group) => oddTraffic[group] ?? [])
        .flatMap(({ path, planted, perform }) =>
          [path, ...(planted === undefined ? [] : [`${path}/planted`])].map(
            (target) => (tenant: string) => perform({ port, tenant, path: target }),
          ),
        ),
    );
  }

  /** How many were performed until `end`. What a client gets of a fault is not the question here. */
  async performUntil(end: Promise<unknown>): Promise<number> {
    const before = this.#performed;
    let over = false;
    const client = async (): Promise<void> => {
      while (!over) {
        this.#performed += 1;
        const perform = this.#performances[this.#performed % this.#performances.length];
        await perform?.(`tenant-${this.#performed}`).catch(() => undefined);
      }
    };
    const clients = Array.from({ length: oddAtOnce }, client);
    await end;
    over = true;
    await Promise.all(clients);
    return this.#performed - before;
  }
}

/** The ledger once nothing is on its way any more, and Envoy's counters have been heard of. */
async function exactLedger(rig: FaultRig, migration: string): Promise<Ledger> {
  const book = await eventually(
    `every captured request of ${migration} to have its fate`,
    async () => {
      const seen = await rig.api.ledger(migration);
      return seen.inFlight === 0 && seen.envoy.state === 'agrees' && seen;
    },
    90_000,
  );
  const fates = sumOf(book.fates);
  if (fates !== book.captured || !book.balanced) {
    throw new Error(`${migration}: ${book.captured} requests were captured, and ${fates} have a fate`);
  }
  return book;
}

function row(name: string, { captured, fates, shares, envoy }: Ledger): (string | number)[] {
  const named = Object.entries(fates)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${fate} ${count}`);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return [
    name,
    captured,
    `${sumOf(fates)}:\n${named.join('\n')}`,
    percent(shares.evidence),
    percent(shares.setAside),
    percent(shares.loss),
    envoy.state,
    `about ${envoy.ended.atMost} at most`,
  ];
}

function sumOf(fates: Ledger['fates']): number {
  return Object.values(fates).reduce((sum, count) => sum + count, 0);
}
