import type { Pool, PoolClient } from 'pg';
import type { EvidenceBatch } from '../../findings/evidence-batch.ts';
import {
  SupersededError,
  type EvidenceStore,
  type Flush,
  type Recovered,
} from '../../findings/evidence-store.ts';
import { addBases, addEpochs, deleteOldBases, deleteOldEpochs } from './basis-statements.ts';
import {
  addEndpoints,
  addExplained,
  addFates,
  addFindings,
  addOverflow,
  addPatterns,
  addSetAside,
  addSketches,
  claimFlush,
  isSuperseded,
  setAccounts,
  setSeeds,
} from './evidence-statements.ts';
import { readGenerated, setGenerated } from './generated-statements.ts';
import {
  countInFlightAsLost,
  readEpochs,
  readKnownEvidence,
  readOrMakeSecret,
  readSeeds,
  takeOver,
} from './recovery-statements.ts';
import { toSketchRows } from './sketch-rows.ts';
import { readTaints, setTaints } from './taint-statements.ts';
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
        epochs: await readEpochs(client),
        taints: await readTaints(client),
        generated: await readGenerated(client),
      };
    });
  }

  write(flush: Flush): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      if (await isSuperseded(client, flush.writer)) throw new SupersededError();
      if (!(await claimFlush(client, flush))) return false;
      const { batch } = flush;
      await inChunks(client, batch.bases, addBases);
      await inChunks(client, batch.epochs, addEpochs);
      await inChunks(client, batch.fates, addFates);
      await inChunks(client, batch.endpoints, addEndpoints);
      await inChunks(client, batch.endpoints.flatMap(toSketchRows), addSketches);
      await inChunks(client, batch.findings, addFindings);
      await inChunks(client, batch.patterns, addPatterns);
      await inChunks(client, batch.explained, addExplained);
      await inChunks(client, batch.overflow, addOverflow);
      await inChunks(client, batch.setAside, addSetAside);
      for (const changes of batch.taints) await setTaints(client, changes);
      await inChunks(client, batch.seeds, setSeeds);
      await inChunks(client, batch.envoys, setAccounts);
      await inChunks(client, batch.generated, setGenerated);
      if (batch.epochs.length > 0) await deleteOld(client, batch.epochs);
      return true;
    });
  }
}

/** A basis only comes with an epoch. */
async function deleteOld(client: PoolClient, begun: EvidenceBatch['epochs']): Promise<void> {
  const migrations = [...new Set(begun.map(({ migration }) => migration))];
  await deleteOldEpochs(client, migrations);
  await deleteOldBases(client, migrations);
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
