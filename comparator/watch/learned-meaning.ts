import { EndpointLearner } from '../endpoint/endpoint-learner.ts';
import { Endpoints } from '../endpoint/endpoints.ts';
import { isUnsafe } from '../endpoint/is-unsafe.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { RequestMeaning } from './request-meaning.ts';
import type { WatchedMigration } from './watched-migration.ts';

interface Learned {
  readonly declared: readonly string[];
  readonly learner: EndpointLearner;
  readonly endpoints: Endpoints;
}

/** Migrations that are gone keep what was learned of them, up to so many. */
const maxMigrations = 256;

/** Where a migration is not known, the method decides. */
const unknown = { safe: [], unsafe: [] };

/** What requests mean, by what their migration declares and what its traffic has taught. */
export class LearnedMeaning implements RequestMeaning {
  readonly #byMigration = new Map<string, Learned>();

  endpointOf(exchange: Exchange, migration: WatchedMigration): string {
    return this.#learned(migration).endpoints.endpointOf(exchange.request);
  }

  isUnsafe(exchange: Exchange, migration: WatchedMigration | undefined): boolean {
    return isUnsafe(exchange.request, migration ?? unknown);
  }

  /** Templates declared anew take effect at once; what was learned stays. */
  #learned({ name, endpoints: declared }: WatchedMigration): Learned {
    const before = this.#byMigration.get(name);
    if (before?.declared === declared) return before;
    const learner = before?.learner ?? new EndpointLearner();
    const learned = { declared, learner, endpoints: new Endpoints(declared, learner) };
    this.#byMigration.set(name, learned);
    const [oldest] = this.#byMigration.keys();
    if (oldest !== undefined && this.#byMigration.size > maxMigrations) this.#byMigration.delete(oldest);
    return learned;
  }
}
