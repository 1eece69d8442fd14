import type { Pool, PoolClient } from 'pg';
import type { EvidenceStore, Flush, Recovered } from '../../findings/evidence-store.ts';
import {
  addEndpoints,
  addFates,
  addFindings,
  addOverflow,
  claimFlush,
  setSeeds,
} from './evidence-statements.ts';
import {
  countInFlightAsLost,
  readKnownEvidence,
  readOrMakeSecret,
  readSeeds,
} from './recovery-statements.ts';
import { inTransaction } from './transaction.ts';

const maxRowsPerStatement = 1_000;

/** Writes evidence to the comparator's schema; a batch and the marks of the seeds are one transaction. */
export class PostgresEvidenceStore implements EvidenceStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  recover(maxSeeds: number): Promise<Recovered> {
    return inTransaction(this.#pool, async (client) => {
      const secret = await readOrMakeSecret(client);
      await countInFlightAsLost(client);
      return {
        secret,
        seeds: await readSeeds(client, maxSeeds),
        known: await readKnownEvidence(client),
      };
    });
  }

  write(flush: Flush): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      if (!(await claimFlush(client, flush))) return false;
      const { fates, endpoints, findings, overflow, seeds } = flush.batch;
      await inChunks(client, fates, addFates);
      await inChunks(client, endpoints, addEndpoints);
      await inChunks(client, findings, addFindings);
      await inChunks(client, overflow, addOverflow);
      await inChunks(client, seeds, setSeeds);
      return true;
    });
  }
}

async function inChunks<Row>(
  client: PoolClient,
  rows: readonly Row[],
  write: (client: PoolClient, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += maxRowsPerStatement) {
    await write(client, rows.slice(start, start + maxRowsPerStatement));
  }
}
