import { basisOf, epochId, type Basis } from '../epoch/basis.ts';
import { actingConfiguration, rulesDigest } from '../epoch/rules-digest.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { Epoch, EpochLedger, EvidenceDocument } from '../verdict/evidence-document.ts';
import { defaultGates } from '../verdict/gates.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';
import { noOverflow, type StoredBasis, type StoredEvidence } from './basis-summary.ts';

/** Whose evidence it is, and what is declared of it; undefined where the control plane does not list the migration. */
export interface Whose {
  readonly name: string;
  readonly watched: WatchedMigration | undefined;
}

/** Everything a verdict is made of. A migration that is not listed any more is judged by the default gates, under no rules. */
export function evidenceDocument(
  { name, watched }: Whose,
  { tally, of }: StoredEvidence,
  takenAt: Date,
): EvidenceDocument {
  return {
    format: 'umbra-evidence/1',
    migration: name,
    takenAt,
    epoch: epochOf(watched, of, takenAt),
    gates: watched?.gates ?? defaultGates,
    rules: watched?.rules ?? [],
    keyed: watched?.keyed ?? false,
    controlled: watched?.controlled ?? false,
    dataCycle: watched?.cycle ?? { number: of?.basis.dataCycle ?? 1, gaps: [] },
    ledger: { fates: atLeastNone(of?.fates ?? {}), reconciliation: reconcile(tally) },
    endpoints: of?.endpoints ?? [],
    findings: of?.findings ?? [],
    patterns: of?.patterns ?? [],
    explained: of?.explained ?? [],
    overflow: of?.overflow ?? noOverflow,
  };
}

/** The epoch that is read: a basis, under the rules there are now. What no pair has begun yet begins with the next one. */
export function epochOf(
  watched: WatchedMigration | undefined,
  stored: Pick<StoredBasis, 'basis' | 'epochs' | 'lastSeen'> | undefined,
  now: Date,
): Epoch {
  const basis = stored?.basis ?? emptyBasis(watched, now);
  const rules = rulesDigest(watched?.rules ?? []);
  const id = epochId(basis, rules);
  const begun = stored?.epochs.find((epoch) => epoch.id === id);
  return {
    id,
    configuration: basis.configuration,
    rules,
    dataCycle: basis.dataCycle,
    builds: basis.builds,
    startedAt: begun?.startedAt ?? stored?.lastSeen ?? now,
    recomputed: begun?.recomputed ?? (stored === undefined ? 'anew' : 'exact'),
  };
}

function emptyBasis(watched: WatchedMigration | undefined, now: Date): Basis {
  const builds = { primary: null, shadow: null };
  if (watched === undefined) return basisOf({ configuration: '', dataCycle: 1, builds });
  const { configuration } = actingConfiguration(watched, now.getTime());
  return basisOf({ configuration, dataCycle: watched.cycle.number, builds });
}

/** A loss that turned out to be another one is taken back where it is known now, which may be another basis than it was counted in. */
function atLeastNone(fates: EpochLedger['fates']): EpochLedger['fates'] {
  return Object.fromEntries(Object.entries(fates).map(([fate, count]) => [fate, Math.max(0, count)]));
}
