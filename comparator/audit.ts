import type { Log } from '../platform/log/logger.ts';
import type { EvidenceReader } from './findings/evidence-store.ts';
import { equations, reconcile, type Equation, type Reconciliation } from './reconcile/reconcile.ts';

export interface AuditParts {
  readonly reader: Pick<EvidenceReader, 'tally'>;
  readonly migrations: () => readonly string[];
  /** `requests` is 0 where both sides agree, or nothing can be said. */
  readonly onEquation: (migration: string, equation: Equation, requests: number) => void;
  readonly onState: (migration: string, state: Reconciliation['state']) => void;
  readonly log: Log;
}

const intervalMs = 5_000;

/**
 * Holds what is stored of each migration against Envoy's counters, again and again, so that an alarm can be set on it. Stored counts
 * are what reports are made of, so nothing in between can go wrong unseen.
 */
export class Audit {
  readonly #parts: AuditParts;
  /** What disagreed the last time: once may be a moment between two reports, twice is not. */
  readonly #suspected = new Set<string>();
  readonly #raised = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A store that is slow or away is not asked again before it has answered.
      if (this.#isRunning) return;
      this.#running = this.run().catch((error: unknown) => {
        this.#parts.log.warn('The ledger could not be reconciled with Envoy; trying again', { error });
      });
    }, intervalMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async run(): Promise<void> {
    const { reader, migrations, onState } = this.#parts;
    this.#isRunning = true;
    try {
      for (const migration of migrations()) {
        const reconciliation = reconcile(await reader.tally(migration));
        onState(migration, reconciliation.state);
        for (const equation of equations) this.#note(migration, equation, reconciliation);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #note(migration: string, equation: Equation, { disagreements }: Reconciliation): void {
    const { onEquation, log } = this.#parts;
    const name = `${migration}/${equation}`;
    const requests = disagreements.find((found) => found.equation === equation)?.requests ?? 0;
    const isConfirmed = requests > 0 && this.#suspected.has(name);
    onEquation(migration, equation, isConfirmed ? requests : 0);
    if (requests > 0) this.#suspected.add(name);
    else this.#suspected.delete(name);
    if (!isConfirmed) {
      this.#raised.delete(name);
    } else if (!this.#raised.has(name)) {
      this.#raised.add(name);
      log.error('The ledger disagrees with what Envoy counts: its numbers cannot be trusted', {
        migration,
        equation,
        requests,
      });
    }
  }
}
