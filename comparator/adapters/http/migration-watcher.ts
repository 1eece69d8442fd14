import type { Log } from '../../../platform/log/logger.ts';
import { background } from '../../../platform/shutdown/background.ts';
import { parseWatchedMigrations } from '../../watch/parse-watched-migrations.ts';
import type { WatchedMigrations } from '../../watch/watched-migrations.ts';

export interface MigrationWatcherOptions {
  readonly controlPlaneUrl: string;
  readonly migrations: WatchedMigrations;
  readonly log: Log;
  readonly intervalMs?: number;
}

const requestTimeoutMs = 5_000;

const strangerPauseMs = 100;

/** Keeps the watched migrations as the control plane has them. While it does not answer, the last ones stay. */
export class MigrationWatcher {
  readonly #options: MigrationWatcherOptions;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;
  #etag: string | undefined;
  #reachable: boolean | undefined;
  #askedAtMs = -Infinity;

  constructor(options: MigrationWatcherOptions) {
    this.#options = options;
  }

  /** Asks once, then at every interval until `close`. */
  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      background(this.refresh(), this.#options.log, 'Asking for the migrations');
    }, this.#options.intervalMs ?? 1_000);
  }

  /** Asks now, unless it was asked a moment ago: a burst of requests of a new migration is one question. */
  refreshForStranger(): Promise<void> {
    if (performance.now() - this.#askedAtMs < strangerPauseMs) return Promise.resolve();
    return this.refresh();
  }

  /** Asks now; those who ask meanwhile get the same answer. Does not reject. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#refreshing;
  }

  async #ask(): Promise<void> {
    const { controlPlaneUrl, log } = this.#options;
    this.#askedAtMs = performance.now();
    try {
      const response = await fetch(`${controlPlaneUrl}/v1/migrations`, {
        headers: { accept: 'application/json', ...(this.#etag && { 'if-none-match': this.#etag }) },
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(requestTimeoutMs)]),
      });
      if (response.status === 304) await response.body?.cancel();
      else await this.#take(response);
      if (this.#reachable !== true) log.info('The control plane answers', { controlPlaneUrl });
      this.#reachable = true;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      // Once, not every second: it is normal that the control plane restarts.
      if (this.#reachable !== false) {
        log.warn('The control plane does not tell its migrations; going on with those known', {
          controlPlaneUrl,
          error,
        });
      }
      this.#reachable = false;
    }
  }

  async #take(response: Response): Promise<void> {
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`GET ${response.url} answered ${response.status}`);
    }
    const { migrations, problems, notApplied } = parseWatchedMigrations(await response.json());
    for (const problem of problems) this.#options.log.warn('A migration is not watched', { problem });
    for (const problem of notApplied) {
      this.#options.log.warn('Part of what a migration declares is not applied', { problem });
    }
    this.#options.migrations.replace(migrations);
    this.#etag = response.headers.get('etag') ?? undefined;
  }
}
