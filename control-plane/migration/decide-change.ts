import { checkAgainstOthers } from './check-against-others.ts';
import { cycleAfter, cycleAfterAbsence, firstCycle, nextCycle } from '../cycle/change-cycle.ts';
import { fromRule } from './compare-conversion.ts';
import { expiredWhenAdded } from './expired-rules.ts';
import { toDocument } from './migration-conversion.ts';
import type { MigrationDocument } from './migration-document.ts';
import type { Decision, Refusal } from './migration-store.ts';
import type { Migration, StoredMigration } from './migration.ts';
import { parseMigration } from './parse-migration.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

/** What must hold of the stored migration for a change to be made, RFC 9110 section 13.1. */
export interface Precondition {
  /** One of these revisions; `any` means that it exists. */
  readonly ifMatch: readonly number[] | 'any' | undefined;
  /** None of these revisions; `any` means that it does not exist. */
  readonly ifNoneMatch: readonly number[] | 'any' | undefined;
}

export const unconditionally: Precondition = { ifMatch: undefined, ifNoneMatch: undefined };

/** Under what a change is decided. */
export interface Terms {
  readonly precondition: Precondition;
  readonly now: Date;
}

type Stored = readonly StoredMigration[];

/** Creates the migration, or replaces all of it but its halt and its data cycle. */
export function decidePut(stored: Stored, migration: Migration, { precondition, now }: Terms): Decision {
  const current = find(stored, migration.name);
  const stale = checkPrecondition(migration.name, current, precondition);
  if (stale !== undefined) return { kind: 'refuse', refusal: stale };
  if (current !== undefined && isSame(current.migration, migration)) {
    return { kind: 'keep', name: migration.name };
  }
  const expired = expiredWhenAdded(migration.compare.rules, current?.migration.compare.rules ?? [], now);
  if (expired.length > 0) return invalid(expired);
  const problems = checkAgainstOthers(
    migration,
    stored.map((other) => other.migration),
  );
  if (problems.length > 0) return { kind: 'refuse', refusal: { kind: 'taken', problems } };
  const mirroring = { migration, halted: current?.halted ?? false };
  const cycle = current === undefined ? firstCycle(mirroring, now) : cycleAfter(current, mirroring, now);
  return { kind: 'save', ...mirroring, cycle };
}

/** Changes what is mirrored and nothing else. `change` is what the user sent, not checked yet. */
export function decideMirror(
  stored: Stored,
  name: string,
  change: { readonly percent?: unknown; readonly writes?: unknown },
  terms: Terms,
): Decision {
  return decideDocument(stored, name, terms, (document) => ({
    ...document,
    mirror: { ...document.mirror, ...change },
  }));
}

/** Turns the mirror off or on; `at` is when Envoys were told. */
export function decideHalted(stored: Stored, name: string, halted: boolean, at: Date): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  if (current.halted === halted) return { kind: 'keep', name };
  const mirroring = { migration: current.migration, halted };
  return { kind: 'save', ...mirroring, cycle: cycleAfter(current, mirroring, at) };
}

/** The shadow was reset: a new data cycle begins. */
export function decideCycle(stored: Stored, name: string, { precondition, now }: Terms): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  const stale = checkPrecondition(name, current, precondition);
  if (stale !== undefined) return { kind: 'refuse', refusal: stale };
  const { migration, halted } = current;
  return { kind: 'save', migration, halted, cycle: nextCycle(current, now) };
}

/** Nobody was there to let Envoys mirror: writes were missed. */
export function decideAbsence(stored: Stored, name: string, from: Date, to: Date): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  const cycle = cycleAfterAbsence(current, from, to);
  if (cycle === current.cycle) return { kind: 'keep', name };
  return { kind: 'save', migration: current.migration, halted: current.halted, cycle };
}

/** Adds a rule; the very same one again changes nothing. */
export function decideAddRule(stored: Stored, name: string, rule: Rule, terms: Terms): Decision {
  const same = find(stored, name)?.migration.compare.rules.some(
    (other) => JSON.stringify(fromRule(other)) === JSON.stringify(fromRule(rule)),
  );
  return decideDocument(stored, name, terms, (document) =>
    same === true
      ? document
      : {
          ...document,
          compare: { ...document.compare, rules: [...document.compare.rules, fromRule(rule)] },
        },
  );
}

export function decideRemoveRule(stored: Stored, name: string, id: string, terms: Terms): Decision {
  const current = find(stored, name);
  if (current !== undefined && !current.migration.compare.rules.some((rule) => rule.id === id)) {
    return { kind: 'refuse', refusal: { kind: 'no-rule', name, rule: id } };
  }
  return decideDocument(stored, name, terms, (document) => ({
    ...document,
    compare: {
      ...document.compare,
      rules: document.compare.rules.filter((rule) => rule.id !== id),
    },
  }));
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

/** Whole and again, because a change that is sound by itself can contradict the rest. */
function decideDocument(
  stored: Stored,
  name: string,
  terms: Terms,
  change: (document: MigrationDocument) => unknown,
): Decision {
  const current = find(stored, name);
  if (current === undefined) return notFound(name);
  const parsed = parseMigration(change(toDocument(current.migration)));
  return parsed.ok ? decidePut(stored, parsed.migration, terms) : invalid(parsed.problems);
}

function invalid(problems: readonly Problem[]): Decision {
  return { kind: 'refuse', refusal: { kind: 'invalid', problems } };
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
