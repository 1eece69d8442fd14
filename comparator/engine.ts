import type { Log } from '../platform/log/logger.ts';
import { background } from '../platform/shutdown/background.ts';
import { SupersededError } from './findings/evidence-store.ts';
import type { EvidenceFlush } from './findings/evidence-flush.ts';
import type { IngestQueue, Received } from './ingest/ingest-queue.ts';
import type { Pipeline } from './pipeline.ts';
import type { EnvoyReport } from './reconcile/envoy-report.ts';

export interface EngineParts {
  readonly pipeline: Pipeline;
  readonly queue: IngestQueue;
  readonly flush: EvidenceFlush;
  readonly hear: (report: EnvoyReport, nowMs: number) => void;
  readonly log: Log;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly onFlushed: (seconds: number) => void;
  readonly onFlushFailed: () => void;
  /** Nothing this one counts is taken any more. */
  readonly onSuperseded: (error: SupersededError) => void;
}

/** Longest stretch of work before the event loop gets a turn, so that reads, streams and flushes are not starved. */
const sliceMs = 10;

const tickMs = 50;

/** Between the last attempts to write: asked to stop, there is no time for growing pauses. */
const retryMs = 100;

/** Of Envoys that report while the queue is long; what does not fit comes again with the next second's. */
const maxReports = 4_096;

/** Keeps the pipeline going: works off the queue in slices, lets time pass, and has evidence written. */
export class Engine {
  readonly #parts: EngineParts;
  /** The last one of each run of an Envoy; totals, so that none is missed. */
  readonly #reports = new Map<string, EnvoyReport>();
  #ticking: NodeJS.Timeout | undefined;
  #draining = false;
  #superseded = false;
  #flushing: Promise<void> = Promise.resolve();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#ticking = setInterval(() => {
      this.#tick();
    }, tickMs);
  }

  /** False asks the sender to pause. What does not fit any more is dropped, and counted. */
  offer(received: Received): boolean {
    const { queue, pipeline, nowMs } = this.#parts;
    if (!queue.offer(received)) pipeline.drop(received, nowMs());
    this.#scheduleDrain();
    return !queue.pressed;
  }

  /** Reports wait while the queue is long: they would call missing what has only not been looked at. */
  report(report: EnvoyReport): void {
    const { node, started } = report.process;
    if (this.#reports.size < maxReports) this.#reports.set(`${node}/${started}`, report);
  }

  /** Works off what is queued and writes all evidence, trying again until `deadlineMs` from now. */
  async stop(deadlineMs: number): Promise<void> {
    const { queue, pipeline, flush, nowMs, log } = this.#parts;
    clearInterval(this.#ticking);
    const endsAt = nowMs() + deadlineMs;
    this.#drain(Infinity);
    this.#hearReports();
    pipeline.tick(nowMs());
    await this.#flushing;
    for (;;) {
      await this.#flush();
      if (this.#superseded || (flush.failures === 0 && !flush.hasMore)) return;
      if (nowMs() > endsAt) break;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    log.warn('Evidence of the last moments could not be written; it will be counted as lost-comparator', {
      queued: queue.length,
    });
  }

  #scheduleDrain(): void {
    if (this.#draining) return;
    this.#draining = true;
    setImmediate(() => {
      this.#draining = false;
      if (!this.#drain(sliceMs)) this.#scheduleDrain();
    });
  }

  /** True when nothing is left. */
  #drain(budgetMs: number): boolean {
    const { queue, pipeline, nowMs } = this.#parts;
    const endsAt = nowMs() + budgetMs;
    for (let received = queue.take(); received !== undefined; received = queue.take()) {
      const now = nowMs();
      pipeline.receive(received, now);
      if (now > endsAt) return queue.length === 0;
    }
    return true;
  }

  #tick(): void {
    const { pipeline, flush, nowMs, log } = this.#parts;
    this.#hearReports();
    pipeline.tick(nowMs());
    if (this.#superseded || !flush.isDue(nowMs())) return;
    this.#flushing = this.#flush();
    background(this.#flushing, log, 'Writing evidence');
  }

  #hearReports(): void {
    const { queue, hear, nowMs } = this.#parts;
    if (queue.pressed) return;
    for (const report of this.#reports.values()) hear(report, nowMs());
    this.#reports.clear();
  }

  async #flush(): Promise<void> {
    const { flush, nowMs, onFlushed, onFlushFailed, onSuperseded, log } = this.#parts;
    const startedAt = nowMs();
    try {
      if (await flush.run(startedAt)) onFlushed((nowMs() - startedAt) / 1_000);
    } catch (error) {
      if (error instanceof SupersededError) {
        this.#superseded = true;
        onSuperseded(error);
        return;
      }
      onFlushFailed();
      log.warn('Evidence could not be written; it is kept and tried again', {
        error,
        failures: flush.failures,
      });
    }
  }
}
