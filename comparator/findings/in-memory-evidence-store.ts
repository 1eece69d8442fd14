import { randomBytes } from 'node:crypto';
import type { GeneratedRow, StoredPair } from '../generated/generated-memory.ts';
import type { Fate } from '../ledger/fate.ts';
import type { SeedMark } from '../ledger/ledger.ts';
import type { EnvoyAccount } from '../reconcile/envoy-accounts.ts';
import type { EnvoyTotals } from '../reconcile/reconcile.ts';
import type { EvidenceBatch } from './evidence.ts';
import {
  SupersededError,
  type EvidenceReader,
  type EvidenceStore,
  type FindingsQuery,
  type Flush,
  type Recovered,
  type RenderedFindings,
  type Tally,
} from './evidence-store.ts';
import { silentMs } from '../reconcile/envoy-accounts.ts';
import { maxKeys, type Finding, type FindingIdentity } from './finding.ts';
import type { FindingRow } from './growing-finding.ts';
import { keepLowestLots } from './sample.ts';

interface Stored {
  readonly fates: Map<Fate, number>;
  readonly endpoints: Map<string, { identical: number; differing: number }>;
  readonly findings: Map<string, FindingRow>;
  readonly seeds: Map<string, SeedMark>;
  /** By node and start; the last heard last. */
  readonly envoys: Map<string, HeardAccount>;
  overflow: { findings: number; endpoints: number };
}

type HeardAccount = EnvoyAccount & { readonly heardAt: Date };

/** The twin of the PostgreSQL store, held to the same contract. */
export class InMemoryEvidenceStore implements EvidenceStore, EvidenceReader {
  readonly #secret = randomBytes(32);
  readonly #written = new Map<string, number>();
  readonly #byMigration = new Map<string, Stored>();

  readonly #generated = new Map<string, StoredPair>();
  /** The last one of each migration and side. */
  readonly #cycles = new Map<string, number>();
  #writer: string | undefined;

  recover(maxSeeds: number, writer: string): Promise<Recovered> {
    this.#writer = writer;
    for (const stored of this.#byMigration.values()) {
      for (const [seed, mark] of stored.seeds) {
        if (mark.inFlight > 0) addTo(stored.fates, 'lost-comparator', mark.inFlight);
        stored.seeds.set(seed, { ...mark, inFlight: 0 });
      }
    }
    const all = [...this.#byMigration];
    return Promise.resolve({
      secret: this.#secret,
      seeds: all
        .flatMap(([migration, { seeds }]) =>
          [...seeds.values()].map(({ seed, highest, issued }) => ({ migration, seed, highest, issued })),
        )
        .slice(-maxSeeds),
      known: all.map(([migration, { endpoints, findings }]) => ({
        migration,
        endpoints: [...endpoints.keys()],
        findings: [...findings.keys()],
      })),
      generated: [...this.#generated.values()],
    });
  }

  write({ writer, number, batch }: Flush): Promise<boolean> {
    if (writer !== (this.#writer ?? writer)) return Promise.reject(new SupersededError());
    if (number <= (this.#written.get(writer) ?? 0)) return Promise.resolve(false);
    this.#written.set(writer, number);
    this.#add(batch);
    return Promise.resolve(true);
  }

  tally(migration: string): Promise<Tally> {
    const { fates, endpoints, seeds, overflow, envoys } = this.#of(migration);
    const marks = [...seeds.values()];
    return Promise.resolve({
      fates: Object.fromEntries(fates),
      captured: marks.reduce((sum, { highest }) => sum + highest, 0),
      inFlight: marks.reduce((sum, { inFlight }) => sum + inFlight, 0),
      endpoints: [...endpoints]
        .map(([endpoint, counts]) => ({ endpoint, ...counts }))
        .sort((one, other) => byBytes(one.endpoint, other.endpoint)),
      overflow: { ...overflow },
      envoy: totalsOf(marks, [...envoys.values()]),
    });
  }

  findings(migration: string, query: FindingsQuery): Promise<RenderedFindings> {
    const { after, endpoint, class: differenceClass, limit } = query;
    const found = [...this.#of(migration).findings.values()]
      .filter((row) => endpoint === undefined || row.endpoint === endpoint)
      .filter((row) => differenceClass === undefined || row.class === differenceClass)
      .filter((row) => after === undefined || byIdentity(row, after) > 0)
      .sort(byIdentity);
    const page = found.slice(0, limit);
    return Promise.resolve({
      json: JSON.stringify(page.map(toFinding)),
      count: page.length,
      continueAfter: found.length > limit ? page.at(-1) : undefined,
    });
  }

  async everything(migration: string): Promise<{ tally: Tally; findings: RenderedFindings }> {
    const listed = [...this.#of(migration).findings.values()]
      .sort((one, other) => other.count - one.count || byIdentity(one, other))
      .map((row) => toFinding({ ...row, exemplars: row.exemplars.slice(0, 1) }));
    return {
      tally: await this.tally(migration),
      findings: { json: JSON.stringify(listed), count: listed.length, continueAfter: undefined },
    };
  }

  finding(migration: string, id: string): Promise<string | undefined> {
    const row = this.#of(migration).findings.get(id);
    return Promise.resolve(row === undefined ? undefined : JSON.stringify(toFinding(row)));
  }

  #add(batch: EvidenceBatch): void {
    for (const { migration, fate, count } of batch.fates) addTo(this.#of(migration).fates, fate, count);
    for (const { migration, endpoint, identical, differing } of batch.endpoints) {
      const { endpoints } = this.#of(migration);
      const before = endpoints.get(endpoint) ?? { identical: 0, differing: 0 };
      endpoints.set(endpoint, {
        identical: before.identical + identical,
        differing: before.differing + differing,
      });
    }
    for (const row of batch.findings) {
      const { findings } = this.#of(row.migration);
      const before = findings.get(row.id);
      findings.set(row.id, before === undefined ? row : merge(before, row));
    }
    for (const { migration, findings, endpoints } of batch.overflow) {
      const stored = this.#of(migration);
      stored.overflow = {
        findings: stored.overflow.findings + findings,
        endpoints: stored.overflow.endpoints + endpoints,
      };
    }
    for (const mark of batch.seeds) {
      const { seeds } = this.#of(mark.migration);
      seeds.delete(mark.seed);
      seeds.set(mark.seed, mark);
    }
    for (const row of batch.generated) this.#setGenerated(row);
    for (const account of batch.envoys) {
      const { envoys } = this.#of(account.migration);
      const run = `${account.node}/${account.started}`;
      const busiest = Math.max(envoys.get(run)?.busiest ?? 0, account.busiest);
      envoys.delete(run);
      envoys.set(run, { ...account, busiest, heardAt: new Date() });
    }
  }

  #setGenerated(row: GeneratedRow): void {
    const { migration, side, dataCycle, primary, shadow } = row;
    const cycleOf = `${migration} ${side}`;
    if ((this.#cycles.get(cycleOf) ?? 0) < dataCycle) {
      this.#cycles.set(cycleOf, dataCycle);
      for (const name of this.#generated.keys()) {
        if (name.startsWith(`${cycleOf} `)) this.#generated.delete(name);
      }
    }
    const name = `${migration} ${side} ${primary}`;
    this.#generated.delete(name);
    if (shadow !== null) this.#generated.set(name, { ...row, shadow });
  }

  #of(migration: string): Stored {
    let stored = this.#byMigration.get(migration);
    if (stored === undefined) {
      stored = {
        fates: new Map(),
        endpoints: new Map(),
        findings: new Map(),
        seeds: new Map(),
        envoys: new Map(),
        overflow: { findings: 0, endpoints: 0 },
      };
      this.#byMigration.set(migration, stored);
    }
    return stored;
  }
}

function totalsOf(seeds: readonly SeedMark[], accounts: readonly HeardAccount[]): EnvoyTotals {
  const sum = <T>(rows: readonly T[], count: (row: T) => number): number =>
    rows.reduce((total, row) => total + count(row), 0);
  const heardAt = Math.max(...accounts.map((account) => account.heardAt.getTime()));
  const isOver = ({ node, heardAt: heard }: HeardAccount, index: number): boolean =>
    Date.now() - heard.getTime() > silentMs || accounts.slice(index + 1).some((later) => later.node === node);
  const cutOff = accounts
    .filter((account, index) => !account.final && isOver(account, index))
    .map(({ busiest, growth }) => busiest || growth)
    .filter((atMost) => atMost > 0);
  return {
    issued: sum(seeds, ({ issued }) => issued),
    outstanding: sum(seeds, ({ issued, highest }) => Math.max(0, issued - highest)),
    unconfirmed: sum(seeds, ({ issued, highest }) => (issued === 0 ? 0 : Math.max(0, highest - issued))),
    unissued: sum(seeds, ({ unissued }) => unissued),
    unreported: sum(seeds, ({ unreported }) => unreported),
    mirrored: sum(accounts, ({ mirrored }) => mirrored),
    unsent: sum(accounts, ({ unsent }) => unsent),
    scriptErrors: sum(accounts, ({ scriptErrors }) => scriptErrors),
    written: sum(accounts, ({ written }) => written),
    dropped: sum(accounts, ({ dropped }) => dropped),
    growth: sum(accounts, ({ growth }) => growth),
    lastHeard: accounts.length === 0 ? null : new Date(heardAt),
    ended: { envoys: cutOff.length, atMost: sum(cutOff, (atMost) => atMost) },
  };
}

function addTo(fates: Map<Fate, number>, fate: Fate, count: number): void {
  fates.set(fate, (fates.get(fate) ?? 0) + count);
}

function merge(before: FindingRow, row: FindingRow): FindingRow {
  return {
    ...before,
    count: before.count + row.count,
    firstSeen: before.firstSeen < row.firstSeen ? before.firstSeen : row.firstSeen,
    lastSeen: before.lastSeen > row.lastSeen ? before.lastSeen : row.lastSeen,
    keyHashes: [...new Set([...before.keyHashes, ...row.keyHashes])].slice(0, maxKeys),
    exemplars: keepLowestLots([...before.exemplars, ...row.exemplars]),
  };
}

function toFinding({ id, endpoint, path, class: differenceClass, ...row }: FindingRow): Finding {
  return {
    id,
    endpoint,
    path,
    class: differenceClass,
    count: row.count,
    keys: row.keyHashes.length,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    exemplars: row.exemplars.map(({ seenAt, pairingId, request, primary, shadow }) => ({
      seenAt,
      pairingId,
      request,
      primary,
      shadow,
    })),
  };
}

function byIdentity(one: FindingIdentity, other: FindingIdentity): number {
  return (
    byBytes(one.endpoint, other.endpoint) || byBytes(one.path, other.path) || byBytes(one.class, other.class)
  );
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
