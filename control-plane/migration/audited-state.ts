import { fromCycle } from '../cycle/cycle-document.ts';
import { toDocument } from './migration-conversion.ts';
import type { StoredMigration } from './migration.ts';

/** What the audit keeps of a migration: all but the values of replaced credentials, which are secrets. */
export function auditedState(stored: StoredMigration | undefined): unknown {
  if (stored === undefined) return undefined;
  const document = toDocument(stored.migration);
  const { credentials } = document.mirror;
  const masked =
    typeof credentials === 'object'
      ? { replace: Object.fromEntries(Object.keys(credentials.replace).map((name) => [name, '(secret)'])) }
      : credentials;
  return {
    ...document,
    mirror: { ...document.mirror, credentials: masked },
    halted: stored.halted,
    cycle: fromCycle(stored.cycle),
  };
}
