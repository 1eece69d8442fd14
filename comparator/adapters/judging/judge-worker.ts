/** The thread that judges evidence: reads it with a connection of its own, and answers JSON. */
import { parentPort, workerData } from 'node:worker_threads';
import { createLog } from '../../../platform/log/logger.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { Circuit } from '../../../platform/resilience/circuit.ts';
import { PostgresEvidenceReader } from '../postgres/postgres-evidence-reader.ts';
import { answer } from './answer.ts';
import type { Answered, Asked, JudgeThreadData } from './judge-thread.ts';

const { databaseUrl, statementTimeoutMs } = workerData as JudgeThreadData;
const pool = createPool({
  databaseUrl,
  applicationName: 'umbra comparator verdicts',
  log: createLog({ service: 'comparator' }),
  // One after another: what is judged keeps the thread busy.
  maxConnections: 1,
  statementTimeoutMs,
});
const reader = new PostgresEvidenceReader(pool, new Circuit(() => true));

async function answered({ number, request }: Asked): Promise<Answered> {
  try {
    return { number, kind: 'answer', json: await answer(request, reader) };
  } catch (error) {
    return { number, kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (asked: Asked) => {
  void answered(asked).then((result) => parentPort?.postMessage(result));
});
