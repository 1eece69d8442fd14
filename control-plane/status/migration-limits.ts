import type { Migration } from '../migration/migration.ts';
import { mirrorCapMs } from '../snapshot/clusters.ts';

/** The limits that a migration's Envoys are told, by the names under which they are exported. */
export function migrationLimits({
  primary,
  shadow,
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
  };
}

/** Requests that so many Envoys together may have at the shadow at once. */
export function mostShadowRequests({ mirror }: Migration, envoys: number): number {
  return (mirror.maxConcurrent.reads + mirror.maxConcurrent.writes) * envoys;
}

/** Why the shadow may be asked for more than it has said that it can do; undefined while it cannot. */
export function capacityWarning(migration: Migration, envoys: number): string | undefined {
  const { capacity } = migration.shadow;
  const most = mostShadowRequests(migration, envoys);
  if (capacity === undefined || most <= capacity) return undefined;
  const { reads, writes } = migration.mirror.maxConcurrent;
  const share = Math.floor(capacity / envoys);
  return `${envoys} Envoys may have ${most} requests at the shadow at once (mirror.maxConcurrent: ${reads} reads and ${writes} writes each), and shadow.capacity is ${capacity}: lower the two to ${share} together, or raise the capacity`;
}
