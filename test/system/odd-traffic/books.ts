import type { LocalStack } from '../../../cli/stack/local-stack.ts';
import type { Api, Ledger, Report } from '../rig/api.ts';
import { envoyCounters } from '../rig/envoy-counters.ts';
import { eventually } from '../rig/eventually.ts';
import type { Endings } from './odd-request.ts';

const settledLine = /^umbra_comparator_requests_total\{(?<labels>[^}]*)\} (?<count>\d+)$/;

/** What one migration's requests have come to so far, as Envoy, the comparator and the API tell it. */
export class Books {
  readonly #migration: string;
  readonly #stack: LocalStack;
  readonly #api: Api;

  constructor(migration: string, stack: LocalStack, api: Api) {
    this.#migration = migration;
    this.#stack = stack;
    this.#api = api;
  }

  /** Requests that Envoy's filter captured. */
  async captured(): Promise<number> {
    const counters = await envoyCounters(
      this.#stack.envoyAdminUrl,
      `^http\\.${this.#migration}\\.lua\\.umbra_captured\\.`,
    );
    return Object.values(counters).reduce((total, count) => total + count, 0);
  }

  /** Errors in the capture script, on both sides. */
  async scriptErrors(): Promise<number> {
    const counters = await envoyCounters(
      this.#stack.envoyAdminUrl,
      `^http\\.${this.#migration}(/hop)?\\.lua\\.errors$`,
    );
    return Object.values(counters).reduce((total, count) => total + count, 0);
  }

  /** Requests that have their fate, by `<fate> <cause>`. */
  async endings(): Promise<Endings> {
    const metrics = await (await fetch(`http://127.0.0.1:${this.#stack.ports.read}/metrics`)).text();
    const endings: Record<string, number> = {};
    for (const line of metrics.split('\n')) {
      const { labels = '', count = '0' } = settledLine.exec(line)?.groups ?? {};
      const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];
      if (label('migration') !== this.#migration) continue;
      endings[`${label('fate') ?? ''} ${label('cause') ?? ''}`] = Number(count);
    }
    return endings;
  }

  /** The ledger once it knows every captured request and its fate. */
  settled(): Promise<Ledger> {
    return eventually(`every captured request of ${this.#migration} to have its fate`, async () => {
      const ledger = await this.#api.ledger(this.#migration);
      return ledger.captured === (await this.captured()) && ledger.inFlight === 0 && ledger;
    });
  }

  report(): Promise<Report> {
    return this.#api.report(this.#migration);
  }
}

/** What came on top of `before`. */
export function gained(before: Endings, after: Endings): Endings {
  const added = Object.entries(after).map(
    ([ending, count]) => [ending, count - (before[ending] ?? 0)] as const,
  );
  return Object.fromEntries(added.filter(([, count]) => count !== 0));
}

export function total(endings: Endings): number {
  return Object.values(endings).reduce((sum, count) => sum + count, 0);
}
