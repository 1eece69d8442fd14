import type { Migration } from '../migration/migration.ts';
import { mirrorCapMs } from '../snapshot/clusters.ts';
import { copyTargets } from '../snapshot/copy-target.ts';

/** The limits that a migration's Envoys are told, by the names under which they are exported. */
export function migrationLimits({
  primary,
  shadow,
  control,
  mirror,
  compare,
}: Migration): Readonly<Record<string, number>> {
  return {
    primary_timeout_ms: primary.timeoutMs,
    shadow_timeout_ms: mirror.timeoutMs,
    mirrored_request_ms: mirrorCapMs(mirror),
    mirrored_body_bytes: mirror.maxBodyBytes,
    captured_body_bytes: compare.captureBytes,
    shadow_reads: mirror.maxConcurrent.reads,
    shadow_writes: mirror.maxConcurrent.writes,
    shadow_pending_reads: mirror.maxPending.reads,
    shadow_pending_writes: mirror.maxPending.writes,
    ...(shadow.capacity !== undefined && { shadow_capacity: shadow.capacity }),
    ...(control?.capacity !== undefined && { control_capacity: control.capacity }),
  };
}

/** Requests that so many Envoys together may have at the shadow at once, and as many again at a control. */
export function mostShadowRequests({ mirror }: Migration, envoys: number): number {
  return (mirror.maxConcurrent.reads + mirror.maxConcurrent.writes) * envoys;
}

/** Where the shadow, or the control, may be asked for more than it has said that it can do. */
export function capacityWarnings(migration: Migration, envoys: number): readonly string[] {
  const { reads, writes } = migration.mirror.maxConcurrent;
  return copyTargets(migration).flatMap(({ side, ownDatabase, upstream: { capacity } }) => {
    const most = (reads + (ownDatabase ? writes : 0)) * envoys;
    if (capacity === undefined || most <= capacity) return [];
    const share = Math.floor(capacity / envoys);
    const [places, remedy] = ownDatabase
      ? [`${reads} reads and ${writes} writes`, `lower the two to ${share} together`]
      : [`${reads} reads`, `lower them to ${share}`];
    return [
      `${envoys} Envoys may have ${most} requests at the ${side} at once (mirror.maxConcurrent: ${places} each), and ${side}.capacity is ${capacity}: ${remedy}, or raise the capacity`,
    ];
  });
}
