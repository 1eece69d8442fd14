import type { Exchange } from '../exchange/exchange.ts';
import type { WatchedMigration } from './watched-migration.ts';

/** What the requests of a migration mean. */
export interface RequestMeaning {
  /** The template that requests of one kind share: `GET /orders/{id}`. */
  endpointOf(exchange: Exchange, migration: WatchedMigration): string;
  /** Whether the request may change data; undefined is a migration that is not known. */
  isUnsafe(exchange: Exchange, migration: WatchedMigration | undefined): boolean;
}
