import { checkAgainstOthers } from './check-against-others.ts';
import { toDocument } from './migration-conversion.ts';
import type { Decision, Refusal } from './migration-store.ts';
import type { Migration, StoredMigration } from './migration.ts';
import { parseMigration } from './parse-migration.ts';

/** What must hold of the stored migration for a change to be made, RFC 9110 section 13.1. */
export interface Precondition {
  /** One of these revisions; `any` means that it exists. */
  readonly ifMatch: readonly number[] | 'any' | undefined;
  /** None of these revisions; `any` means that it does not exist. */
  readonly ifNoneMatch: readonly number[] | 'any' | undefined;
}

export const unconditionally: Precondition = { ifMatch: undefined, ifNoneMatch: undefined };

type Stored = readonly StoredMigration[];

/** Creates the migration, or replaces all of it but its halt. */
export function decidePut(stored: Stored, migration: Migration, precondition: Precondition): Decision {
  const current = find(stored, migration.name);
  const stale = checkPrecondition(migration.name, current, precondition);
  if (stale !== undefined) return { kind: 'refuse', refusal: stale };
  if (current !== undefined && isSame(current.migration, migration)) {
    return { kind: 'keep', name: migration.name };
  }
  const problems = checkAgainstOthers(
    migration,
    stored.map((other) => other.migration),
  );
  if (problems.length > 0) return { kind: 'refuse', refusal: { kind: 'taken', problems } };
  return { kind: 'save', migration, halted: current?.halted ?? false };
}

/** Changes what is mirrored and nothing else. `change` is what the user sent, not checked yet. */
export function decideMirror(
  stored: Stored,
  name: string,
  change: { readonly percent?: unknown; readonly writes?: unknown },
  precondition: Precondition,
): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  const document = toDocument(current.migration);
  // Whole and again, because a change that is sound by itself can contradict the rest.
  const parsed = parseMigration({ ...document, mirror: { ...document.mirror, ...change } });
  if (!parsed.ok) return { kind: 'refuse', refusal: { kind: 'invalid', problems: parsed.problems } };
  return decidePut(stored, parsed.migration, precondition);
}

export function decideHalted(stored: Stored, name: string, halted: boolean): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  return current.halted === halted
    ? { kind: 'keep', name }
    : { kind: 'save', migration: current.migration, halted };
}

export function decideRemove(stored: Stored, name: string, precondition: Precondition): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  const stale = checkPrecondition(name, current, precondition);
  return stale === undefined ? { kind: 'remove', name } : { kind: 'refuse', refusal: stale };
}

function checkPrecondition(
  name: string,
  current: StoredMigration | undefined,
  { ifMatch, ifNoneMatch }: Precondition,
): Refusal | undefined {
  const matches = (revisions: readonly number[] | 'any') =>
    current !== undefined && (revisions === 'any' || revisions.includes(current.revision));
  const holds =
    (ifMatch === undefined || matches(ifMatch)) && (ifNoneMatch === undefined || !matches(ifNoneMatch));
  return holds ? undefined : { kind: 'stale', name, revision: current?.revision };
}

function find(stored: Stored, name: string): StoredMigration | undefined {
  return stored.find(({ migration }) => migration.name === name);
}

function notFound(name: string): Decision {
  return { kind: 'refuse', refusal: { kind: 'not-found', name } };
}

/** Both come from the same conversion, so equal content has equal text. */
function isSame(a: Migration, b: Migration): boolean {
  return JSON.stringify(toDocument(a)) === JSON.stringify(toDocument(b));
}
