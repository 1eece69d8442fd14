import type { Pool, PoolClient } from 'pg';
import {
  SupersededError,
  type EvidenceStore,
  type Flush,
  type Recovered,
} from '../../findings/evidence-store.ts';
import {
  addEndpoints,
  addFates,
  addFindings,
  addOverflow,
  claimFlush,
  isSuperseded,
  setAccounts,
  setSeeds,
} from './evidence-statements.ts';
import { readGenerated, setGenerated } from './generated-statements.ts';
import {
  countInFlightAsLost,
  readKnownEvidence,
  readOrMakeSecret,
  readSeeds,
  takeOver,
} from './recovery-statements.ts';
import { inTransaction } from './transaction.ts';

const maxRowsPerStatement = 1_000;

/** Writes evidence to the comparator's schema; a batch and the marks of the seeds are one transaction. */
export class PostgresEvidenceStore implements EvidenceStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  recover(maxSeeds: number, writer: string): Promise<Recovered> {
    return inTransaction(this.#pool, async (client) => {
      await takeOver(client, writer);
      const secret = await readOrMakeSecret(client);
      await countInFlightAsLost(client);
      return {
        secret,
        seeds: await readSeeds(client, maxSeeds),
        known: await readKnownEvidence(client),
        generated: await readGenerated(client),
      };
    });
  }

  write(flush: Flush): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      if (await isSuperseded(client, flush.writer)) throw new SupersededError();
      if (!(await claimFlush(client, flush))) return false;
      const { fates, endpoints, findings, overflow, seeds, envoys, generated } = flush.batch;
      await inChunks(client, fates, addFates);
      await inChunks(client, endpoints, addEndpoints);
      await inChunks(client, findings, addFindings);
      await inChunks(client, overflow, addOverflow);
      await inChunks(client, seeds, setSeeds);
      await inChunks(client, envoys, setAccounts);
      await inChunks(client, generated, setGenerated);
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
