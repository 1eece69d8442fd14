import type { DataCycle } from '../cycle/data-cycle.ts';
import type { Migration, StoredMigration } from './migration.ts';
import type { Problem } from './problem.ts';

/** Who asked for a change, for the audit. */
export interface Author {
  /** As far as the API knows: the address the request came from. */
  readonly who: string;
  readonly correlationId: string;
  /** The name of the operation: `putMigration`, `haltMirror`. */
  readonly action: string;
}

/** What is to be done, decided on what is stored at that moment. */
export type Decision =
  | {
      readonly kind: 'save';
      readonly migration: Migration;
      readonly halted: boolean;
      /** A new migration of a name that was removed goes on counting where that one stopped. */
      readonly cycle: DataCycle;
    }
  | { readonly kind: 'remove'; readonly name: string }
  /** Everything is as asked for already. */
  | { readonly kind: 'keep'; readonly name: string }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

/** Why a change is not made. */
export type Refusal =
  | { readonly kind: 'not-found'; readonly name: string }
  | { readonly kind: 'no-rule'; readonly name: string; readonly rule: string }
  /** Somebody else changed it first; `revision` is undefined where it does not exist. */
  | { readonly kind: 'stale'; readonly name: string; readonly revision: number | undefined }
  | { readonly kind: 'taken'; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export type Outcome =
  | {
      readonly kind: 'done';
      readonly changed: boolean;
      /** Everything stored after the change. */
      readonly all: readonly StoredMigration[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One entry of the audit. */
export interface AuditEntry extends Author {
  readonly migration: string;
  readonly at: Date;
  /** The documents with secrets masked; undefined before it existed, or after it was removed. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Decides on what is stored at that moment. */
export type Decide = (stored: readonly StoredMigration[], now: Date) => Decision;

export interface Heartbeat {
  /** Undefined where none ever said so. */
  readonly last: Date | undefined;
  readonly now: Date;
}

/** Where migrations are kept. A store that cannot be reached rejects with StoreUnreachableError. */
export interface MigrationStore {
  /** All of them, by name. */
  list(): Promise<readonly StoredMigration[]>;
  /**
   * Reads, decides and writes as one step, so that of two writers each decides on what the other left. A saved migration gets
   * a revision higher than any before it, a removed one's included.
   */
  change(author: Author, decide: Decide): Promise<Outcome>;
  /** What was done to a migration, newest first. */
  audit(name: string, limit: number): Promise<readonly AuditEntry[]>;
  /** When a control plane last said that it is there, by the store's clock. */
  heartbeat(): Promise<Heartbeat>;
  /** Says that one is there now. */
  beat(): Promise<void>;
}

export class StoreUnreachableError extends Error {
  override readonly name = 'StoreUnreachableError';
}
