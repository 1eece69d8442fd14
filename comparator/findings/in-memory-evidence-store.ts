import { randomBytes } from 'node:crypto';
import type { GeneratedRow, StoredPair } from '../generated/generated-memory.ts';
import type { Fate } from '../ledger/fate.ts';
import type { SeedMark } from '../ledger/ledger.ts';
import { silentMs, type EnvoyAccount } from '../reconcile/envoy-accounts.ts';
import type { EnvoyTotals } from '../reconcile/reconcile.ts';
import { InMemorySetAside } from '../ledger/in-memory-set-aside.ts';
import { InMemoryTaints } from '../taint/in-memory-taints.ts';
import type { StoredEvidence } from './basis-summary.ts';
import { byBytes, byIdentity } from './by-identity.ts';
import type { EvidenceBatch, FindingRow } from './evidence-batch.ts';
import {
  SupersededError,
  type EvidenceReader,
  type EvidenceStore,
  type FindingsQuery,
  type Flush,
  type Recovered,
  type RenderedFindings,
  type ReportParts,
  type Tally,
} from './evidence-store.ts';
import type { EvidenceView } from './evidence-view.ts';
import { maxBases } from './evidence.ts';
import { InMemoryBasis, toFinding } from './in-memory-basis.ts';

interface Stored {
  readonly fates: Map<Fate, number>;
  readonly bases: Map<string, InMemoryBasis>;
  readonly seeds: Map<string, SeedMark>;
  /** By node and start; the last heard last. */
  readonly envoys: Map<string, HeardAccount>;
  readonly setAside: InMemorySetAside;
  readonly taints: InMemoryTaints;
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
    for (const stored of this.#byMigration.values()) countInFlightAsLost(stored);
    const all = [...this.#byMigration];
    return Promise.resolve({
      secret: this.#secret,
      seeds: all
        .flatMap(([migration, { seeds }]) =>
          [...seeds.values()].map(({ seed, highest, issued }) => ({ migration, seed, highest, issued })),
        )
        .slice(-maxSeeds),
      known: all.flatMap(([migration, { bases }]) =>
        newestFirst(bases.values())
          .reverse()
          .map(({ basis, endpoints, findings, patterns, explained }) => ({
            migration,
            basis,
            endpoints: [...endpoints.keys()],
            findings: [...findings.keys()],
            patterns: [...patterns.keys()],
            explained: [...explained.values()],
          })),
      ),
      epochs: all.flatMap(([migration, { bases }]) =>
        [...bases.values()].flatMap(({ epochs }) => [...epochs.keys()].map((id) => ({ migration, id }))),
      ),
      generated: [...this.#generated.values()],
      taints: all.flatMap(([migration, { taints }]) => taints.stored(migration)),
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
    const { fates, seeds, envoys, setAside } = this.#of(migration);
    const marks = [...seeds.values()];
    return Promise.resolve({
      fates: Object.fromEntries(fates),
      captured: marks.reduce((sum, { highest }) => sum + highest, 0),
      inFlight: marks.reduce((sum, { inFlight }) => sum + inFlight, 0),
      setAside: setAside.mostFrequent(),
      envoy: totalsOf(marks, [...envoys.values()]),
    });
  }

  findings(view: EvidenceView, query: FindingsQuery): Promise<RenderedFindings> {
    const { after, endpoint, class: differenceClass, limit, hidden = false } = query;
    const found = this.#shown(view)
      .filter((row) => (view.hides?.(row) ?? false) === hidden)
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

  async everything(view: EvidenceView): Promise<ReportParts> {
    const rows = this.#shown(view);
    const hidden = new Set(rows.filter((row) => view.hides?.(row)).map(({ id }) => id));
    const listed = rows
      .filter(({ id }) => !hidden.has(id))
      .sort((one, other) => other.count - one.count || byIdentity(one, other))
      .map((row) => toFinding({ ...row, exemplars: row.exemplars.slice(0, 1) }));
    return {
      tally: await this.tally(view.migration),
      summary: this.#chosen(view)?.summary(hidden),
      findings: { json: JSON.stringify(listed), count: listed.length, continueAfter: undefined },
    };
  }

  finding(view: EvidenceView, id: string): Promise<string | undefined> {
    const row = this.#shown(view).find((shown) => shown.id === id);
    return Promise.resolve(row && JSON.stringify(toFinding(row)));
  }

  async evidence(view: EvidenceView): Promise<StoredEvidence> {
    return { tally: await this.tally(view.migration), of: this.#chosen(view)?.evidence() };
  }

  #shown(view: EvidenceView): FindingRow[] {
    return [...(this.#chosen(view)?.findings.values() ?? [])].filter(({ count }) => count > 0);
  }

  #chosen({ migration, of }: EvidenceView): InMemoryBasis | undefined {
    return newestFirst(this.#of(migration).bases.values()).find(
      ({ basis }) =>
        of === undefined || (basis.configuration === of.configuration && basis.dataCycle === of.dataCycle),
    );
  }

  #add(batch: EvidenceBatch): void {
    for (const { migration, fate, count } of batch.fates) addTo(this.#of(migration).fates, fate, count);
    for (const row of batch.bases) {
      const { bases } = this.#of(row.migration);
      const basis = bases.get(row.basis.id) ?? new InMemoryBasis(row.basis);
      bases.set(row.basis.id, basis);
      basis.see(row);
      basis.add(batch, row);
    }
    for (const { migration, ...row } of batch.setAside) this.#of(migration).setAside.add(row);
    for (const changes of batch.taints) this.#of(changes.migration).taints.apply(changes);
    for (const mark of batch.seeds) {
      const { seeds } = this.#of(mark.migration);
      seeds.delete(mark.seed);
      seeds.set(mark.seed, mark);
    }
    for (const account of batch.envoys) {
      const { envoys } = this.#of(account.migration);
      const run = `${account.node}/${account.started}`;
      const busiest = Math.max(envoys.get(run)?.busiest ?? 0, account.busiest);
      envoys.delete(run);
      envoys.set(run, { ...account, busiest, heardAt: new Date() });
    }
    for (const row of batch.generated) this.#setGenerated(row);
    for (const { migration } of batch.epochs) {
      const { bases } = this.#of(migration);
      for (const { basis } of newestFirst(bases.values()).slice(maxBases)) bases.delete(basis.id);
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
        bases: new Map(),
        seeds: new Map(),
        envoys: new Map(),
        setAside: new InMemorySetAside(),
        taints: new InMemoryTaints(),
      };
      this.#byMigration.set(migration, stored);
    }
    return stored;
  }
}

function countInFlightAsLost({ seeds, fates, bases }: Stored): void {
  const [newest] = newestFirst(bases.values());
  for (const [seed, mark] of seeds) {
    if (mark.inFlight > 0) addTo(fates, 'lost-comparator', mark.inFlight);
    if (mark.inFlight > 0 && newest) addTo(newest.fates, 'lost-comparator', mark.inFlight);
    seeds.set(seed, { ...mark, inFlight: 0 });
  }
}

/** By their last pairs. */
function newestFirst(bases: Iterable<InMemoryBasis>): InMemoryBasis[] {
  const lastOf = ({ lastSeen }: InMemoryBasis): number => lastSeen?.getTime() ?? -Infinity;
  return [...bases].sort((one, other) =>
    lastOf(one) === lastOf(other) ? byBytes(one.basis.id, other.basis.id) : lastOf(other) - lastOf(one),
  );
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
