import type { Basis } from '../epoch/basis.ts';
import { actingConfiguration } from '../epoch/rules-digest.ts';
import { compileRules } from '../rules/rule-matcher.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';
import type { FindingIdentity } from './finding.ts';

/** Which evidence of a migration is read, and under which rules. */
export interface EvidenceView {
  readonly migration: string;
  /** What the basis must be of; of those that are the newest is read. Undefined where the migration is not watched: the newest of all. */
  readonly of: Pick<Basis, 'configuration' | 'dataCycle'> | undefined;
  /** Undefined where there is no rule that hides. */
  readonly hides: ((finding: FindingIdentity) => boolean) | undefined;
}

export function viewOf(name: string, watched: WatchedMigration | undefined, now: Date): EvidenceView {
  if (watched === undefined) return { migration: name, of: undefined, hides: undefined };
  const { configuration } = actingConfiguration(watched, now.getTime());
  const matcher = compileRules(watched.rules);
  const hasRules = watched.rules.some(({ expect }) => expect.kind === 'ignore');
  return {
    migration: name,
    of: { configuration, dataCycle: watched.cycle.number },
    hides: hasRules ? (finding) => matcher.ignoring(finding, now) !== undefined : undefined,
  };
}
