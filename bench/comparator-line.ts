import { createMetrics } from '../platform/metrics/metrics.ts';
import { comparatorMetrics, noLevels } from '../comparator/adapters/metrics/comparator-metrics.ts';
import { assemble } from '../comparator/assemble.ts';
import { InMemoryEvidenceStore } from '../comparator/findings/in-memory-evidence-store.ts';
import { IngestQueue } from '../comparator/ingest/ingest-queue.ts';
import { readLogEntry } from '../comparator/ingest/read-log-entry.ts';
import { readLogMessage } from '../comparator/ingest/read-log-message.ts';
import { toExchange } from '../comparator/ingest/to-exchange.ts';
import { defaultLimits, limitsFrom, type ChosenLimits } from '../comparator/limits.ts';
import { parseWatchedMigrations } from '../comparator/watch/parse-watched-migrations.ts';
import { WatchedMigrations } from '../comparator/watch/watched-migrations.ts';
import { firstNumber, migration, msBetweenRequests, seed } from './access-log-traffic.ts';

const tickMs = 50;

export interface LineOptions {
  readonly chosen?: ChosenLimits;
  /** What the migration declares under `compare`. */
  readonly compare?: object;
  /** A control is declared, on a database of its own. */
  readonly controlled?: boolean;
}

/**
 * The comparator's whole way in one process and thread, from a message's bytes to the in-memory store, metrics included; without the
 * network and PostgreSQL. Its clock is the traffic's, so that what waits for its order waits as it would.
 */
export class ComparatorLine {
  readonly store: InMemoryEvidenceStore;
  readonly #parts: ReturnType<typeof assemble>;
  readonly #queue: IngestQueue;
  readonly #metrics: ReturnType<typeof comparatorMetrics>;
  readonly #entriesPerRequest: number;
  #nowMs = 0;
  #nextTickMs = 0;

  private constructor(
    chosen: ChosenLimits,
    migrationParts: object,
    store: InMemoryEvidenceStore,
    recovered: Awaited<ReturnType<InMemoryEvidenceStore['recover']>>,
  ) {
    const migrations = new WatchedMigrations();
    const listed = [{ name: migration, mirror: { key: { header: 'x-tenant-id' } }, ...migrationParts }];
    const parsed = parseWatchedMigrations(listed);
    if (parsed.notApplied.length > 0) throw new Error(parsed.notApplied.join('\n'));
    migrations.replace(parsed.migrations);
    const limits = limitsFrom(chosen);
    this.store = store;
    this.#metrics = comparatorMetrics(createMetrics('bench'), () => noLevels, chosen);
    this.#queue = new IngestQueue(limits.ingestQueueBytes, () => undefined);
    this.#parts = assemble({
      limits,
      recovered: { ...recovered, seeds: [{ migration, seed, highest: firstNumber, issued: firstNumber }] },
      migrations,
      store,
      observer: {
        ...this.#metrics,
        comparisonFailed: (_migration, error) => {
          throw error;
        },
      },
      writer: 'bench',
    });
    this.#parts.ledger.streamStarted(1);
    this.#entriesPerRequest = migrations.find(migration)?.controlled === true ? 3 : 2;
  }

  static async open({
    chosen = defaultLimits,
    compare = {},
    controlled = false,
  }: LineOptions = {}): Promise<ComparatorLine> {
    const store = new InMemoryEvidenceStore();
    const parts = { compare, ...(controlled && { control: { ownDatabase: true } }) };
    return new ComparatorLine(chosen, parts, store, await store.recover(0, 'bench'));
  }

  /** One message of the access log stream; time passes as it did while Envoy filled it. */
  async take(message: Uint8Array): Promise<void> {
    const { httpEntries } = readLogMessage(message);
    for (const bytes of httpEntries) {
      const parsed = toExchange(readLogEntry(bytes));
      if (parsed.kind === 'malformed') throw new Error(`The traffic has a malformed entry: ${parsed.reason}`);
      this.#metrics.exchange(parsed.exchange.side);
      this.#queue.offer({ exchange: parsed.exchange, stream: 1 });
    }
    for (let received = this.#queue.take(); received !== undefined; received = this.#queue.take()) {
      this.#parts.pipeline.receive(received, this.#nowMs);
    }
    await this.pass((httpEntries.length / this.#entriesPerRequest) * msBetweenRequests);
  }

  async pass(ms: number): Promise<void> {
    const { pipeline, flush } = this.#parts;
    this.#nowMs += ms;
    for (; this.#nextTickMs <= this.#nowMs; this.#nextTickMs += tickMs) {
      pipeline.tick(this.#nextTickMs);
      if (flush.isDue(this.#nextTickMs)) await flush.run(this.#nextTickMs);
    }
  }
}

/** The CPU time of messages, and of what waits for its order after them: its work belongs to them. */
export async function cpuMicrosecondsOf(
  line: ComparatorLine,
  messages: readonly Uint8Array[],
): Promise<number> {
  const before = process.cpuUsage();
  for (const message of messages) await line.take(message);
  await line.pass(1_000);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
