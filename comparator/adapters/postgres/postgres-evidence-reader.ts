import type { Pool, PoolClient } from 'pg';
import type { Circuit } from '../../../platform/resilience/circuit.ts';
import type { BasisSummary, StoredEvidence } from '../../findings/basis-summary.ts';
import type {
  EvidenceReader,
  FindingsQuery,
  RenderedFindings,
  ReportParts,
  Tally,
} from '../../findings/evidence-store.ts';
import type { EvidenceView } from '../../findings/evidence-view.ts';
import {
  countShownByControl,
  readBasis,
  readEndpointSummaries,
  readExplained,
  readWhole,
} from './basis-reading.ts';
import { readAllFindings, readFinding, readFindings, readHidden } from './finding-statements.ts';
import { readTally } from './tally-statement.ts';
import { inTransaction } from './transaction.ts';

/** Reads evidence from the comparator's schema. While PostgreSQL is away, most reads fail at once instead of waiting for it. */
export class PostgresEvidenceReader implements EvidenceReader {
  readonly #pool: Pool;
  readonly #circuit: Circuit;

  constructor(pool: Pool, circuit: Circuit) {
    this.#pool = pool;
    this.#circuit = circuit;
  }

  tally(migration: string): Promise<Tally> {
    return this.#circuit.execute(() => readTally(this.#pool, migration));
  }

  findings(view: EvidenceView, query: FindingsQuery): Promise<RenderedFindings> {
    return this.#circuit.execute(() => readFindings(this.#pool, view, query));
  }

  finding(view: EvidenceView, id: string): Promise<string | undefined> {
    return this.#circuit.execute(() => readFinding(this.#pool, view, id));
  }

  everything(view: EvidenceView): Promise<ReportParts> {
    return this.#ofOneMoment(async (client) => ({
      tally: await readTally(client, view.migration),
      summary: await readSummary(client, view),
      findings: await readAllFindings(client, view),
    }));
  }

  evidence(view: EvidenceView): Promise<StoredEvidence> {
    return this.#ofOneMoment(async (client) => {
      const tally = await readTally(client, view.migration);
      const stored = await readBasis(client, view);
      if (stored === undefined) return { tally, of: undefined };
      return { tally, of: { ...stored, ...(await readWhole(client, [view.migration, stored.basis.id])) } };
    });
  }

  #ofOneMoment<T>(read: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#circuit.execute(() =>
      inTransaction(this.#pool, read, 'ISOLATION LEVEL REPEATABLE READ READ ONLY'),
    );
  }
}

async function readSummary(client: PoolClient, view: EvidenceView): Promise<BasisSummary | undefined> {
  const stored = await readBasis(client, view);
  if (stored === undefined) return undefined;
  const of = [view.migration, stored.basis.id] as const;
  return {
    ...stored,
    endpoints: await readEndpointSummaries(client, of, (await readHidden(client, view)) ?? []),
    explained: await readExplained(client, of),
    shownByControl: await countShownByControl(client, of),
  };
}
