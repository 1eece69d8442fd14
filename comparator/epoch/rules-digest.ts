import type { Rule } from '../rules/rule.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';
import { digestOf } from './digest.ts';

/** Of all rules, by what they say; who owns them and why changes nothing. */
export function rulesDigest(rules: readonly Rule[]): string {
  return digestOf(rules.map((rule) => [...meaningOf(rule), rule.id, rule.expires]));
}

/** How pairs are compared at a time, and until when: from the moment a rule expires they are compared another way. */
export function actingConfiguration(
  { configuration, rules }: Pick<WatchedMigration, 'configuration' | 'rules'>,
  atMs: number,
): { readonly configuration: string; readonly untilMs: number } {
  const acting = rules.filter((rule) => actsOnComparing(rule) && expiryOf(rule) > atMs);
  return {
    configuration: digestOf([configuration, acting.map(meaningOf)]),
    untilMs: Math.min(...acting.map(expiryOf)),
  };
}

/**
 * All but rules that ignore have their effect when a pair is compared. So has one that asks for a status, which is not known of what
 * was found, and one that ignores the status itself: the rest of the answers is compared because of it.
 */
function actsOnComparing({ expect, when, path }: Rule): boolean {
  if (expect.kind !== 'ignore' || when !== undefined) return true;
  return !path.startsWith('$') && !path.startsWith('header.');
}

function meaningOf({ endpoint, path, class: differenceClass, when, expect }: Rule): readonly unknown[] {
  return [endpoint, path, differenceClass, when?.status, expect];
}

function expiryOf({ expires }: Rule): number {
  return expires?.getTime() ?? Infinity;
}
