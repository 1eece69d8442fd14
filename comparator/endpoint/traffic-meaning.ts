import type { Exchange } from '../exchange/exchange.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';
import { Endpoints } from './endpoints.ts';
import { isUnsafe } from './is-unsafe.ts';

/** Migrations whose learned endpoints are kept; the one first seen is forgotten first. */
const MAX_MIGRATIONS = 1_000;

/** What the requests of every migration mean: each learns its endpoints from its own traffic. */
export class TrafficMeaning {
  readonly #known = new Map<string, { declared: readonly string[]; readonly endpoints: Endpoints }>();

  endpointOf({ request }: Exchange, migration: Pick<WatchedMigration, 'name' | 'endpoints'>): string {
    return this.#endpointsOf(migration).endpointOf(request);
  }

  /** Of a migration that is not known, the method and the body alone decide. */
  isUnsafe({ request }: Exchange, migration: Pick<WatchedMigration, 'safe' | 'unsafe'> | undefined): boolean {
    return isUnsafe(request, migration ?? { safe: [], unsafe: [] });
  }

  #endpointsOf({ name, endpoints: declared }: Pick<WatchedMigration, 'name' | 'endpoints'>): Endpoints {
    const known = this.#known.get(name);
    if (known === undefined) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined && this.#known.size >= MAX_MIGRATIONS) this.#known.delete(oldest);
      const endpoints = new Endpoints(declared);
      this.#known.set(name, { declared, endpoints });
      return endpoints;
    }
    if (known.declared !== declared) {
      known.endpoints.declare(declared);
      known.declared = declared;
    }
    return known.endpoints;
  }
}
