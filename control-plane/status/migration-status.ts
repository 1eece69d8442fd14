import { bootstrapNames } from '../../envoy/bootstrap-names.ts';
import { fromCycle, type CycleDocument } from '../cycle/cycle-document.ts';
import type { StoredMigration } from '../migration/migration.ts';
import { toPercent } from '../migration/percent.ts';
import { byResourceType, type ResourceType } from '../snapshot/snapshot.ts';
import type { StreamStatus } from '../xds/stream-status.ts';
import { capacityWarnings } from './migration-limits.ts';
import type { MirroredTraffic, MirrorHistory } from './mirror-history.ts';

/** An Envoy, and what it has been sent and has taken. */
export interface EnvoyState {
  readonly node: string;
  readonly connected: boolean;
  readonly types: StreamStatus;
}

export interface ReportedMirror {
  readonly percent: number;
  readonly writes: MirroredTraffic['writes'];
  readonly halted: boolean;
}

export interface ReportedConfig {
  readonly sent: string | null;
  readonly acknowledged: string | null;
  /** Present while the Envoy refuses something it was sent. */
  readonly rejected?: { readonly version: string; readonly reason: string };
}

export interface ReportedEnvoy {
  readonly node: string;
  readonly connected: boolean;
  readonly config: Readonly<Record<ResourceType, ReportedConfig>>;
  readonly confirmed: ReportedMirror | null;
}

export type Phase = 'draft' | 'mirroring' | 'held';

export interface MigrationStatus {
  readonly name: string;
  readonly phase: Phase;
  readonly revision: number;
  /** What was asked for. */
  readonly mirror: ReportedMirror;
  /** What all connected Envoys do; null while they do not agree, or none is connected. */
  readonly confirmed: ReportedMirror | null;
  readonly cycle: CycleDocument;
  readonly envoys: readonly ReportedEnvoy[];
  /** What is in force and may do the shadow or the control harm; absent while there is nothing. */
  readonly warnings?: readonly string[];
}

/** What was asked for beside what Envoys have confirmed: they alone know what happens to traffic. */
export function migrationStatus(
  stored: StoredMigration,
  envoys: readonly EnvoyState[],
  history: MirrorHistory,
): MigrationStatus {
  const { name, mirror } = stored.migration;
  const reported = envoys.map((envoy) => reportEnvoy(name, envoy, history));
  const connected = reported.filter((envoy) => envoy.connected);
  const warnings = capacityWarnings(stored.migration, connected.length);
  return {
    name,
    phase: phaseOf(stored),
    revision: stored.revision,
    mirror: toReported({ ...mirror, halted: stored.halted }),
    confirmed: agreement(connected.map(({ confirmed }) => confirmed)),
    cycle: fromCycle(stored.cycle),
    envoys: reported,
    ...(warnings.length > 0 && { warnings }),
  };
}

export function phaseOf({ migration: { mirror }, halted }: StoredMigration): Phase {
  if (halted) return 'held';
  return mirror.basisPoints === 0 && mirror.writes !== 'all' ? 'draft' : 'mirroring';
}

export function toReported({ basisPoints, writes, halted }: MirroredTraffic): ReportedMirror {
  return { percent: toPercent(basisPoints), writes, halted };
}

function reportEnvoy(
  name: string,
  { node, connected, types }: EnvoyState,
  history: MirrorHistory,
): ReportedEnvoy {
  const traffic = history.meaningOf(
    name,
    types.route.resources.get(name)?.version,
    types.runtime.resources.get(bootstrapNames.runtimeLayer)?.version,
  );
  return {
    node,
    connected,
    config: byResourceType((type) => reportConfig(types[type])),
    // What a disconnected Envoy does cannot be known: its runtime layer may have expired.
    confirmed: connected && traffic !== undefined ? toReported(traffic) : null,
  };
}

function reportConfig({ sent, acknowledged, rejected }: StreamStatus[ResourceType]): ReportedConfig {
  return {
    sent: sent ?? null,
    acknowledged: acknowledged ?? null,
    ...(rejected !== undefined && { rejected: { ...rejected } }),
  };
}

function agreement(confirmed: readonly (ReportedMirror | null)[]): ReportedMirror | null {
  const first = confirmed[0] ?? null;
  if (first === null) return null;
  const agree = confirmed.every(
    (other) =>
      other !== null &&
      other.percent === first.percent &&
      other.writes === first.writes &&
      other.halted === first.halted,
  );
  return agree ? first : null;
}
