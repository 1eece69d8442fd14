import { bootstrapNames } from '../../envoy/bootstrap-names.ts';
import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { StoredMigration } from '../migration/migration.ts';
import { mirrorsAnything } from './mirror-plan.ts';
import { names } from './names.ts';

/**
 * The runtime layer that lets mirroring happen at all. It carries a time to live: with nobody left to renew it the layer
 * expires, every route match falls back to 0, and mirroring stops while production goes on.
 */
export function runtimeLayer(migrations: readonly StoredMigration[]): ConfigMessage {
  const layer: Record<string, ConfigMessage> = {};
  for (const { migration, halted } of migrations) {
    if (!mirrorsAnything(migration, halted)) continue;
    // With a key the routes cut by bucket; without one this fraction is the percent itself.
    const safeBasisPoints = migration.mirror.key === undefined ? migration.mirror.basisPoints : 10_000;
    layer[names.mirrorSwitch(migration.name)] = fraction(safeBasisPoints);
    layer[names.writesSwitch(migration.name)] = fraction(10_000);
  }
  return {
    '@type': 'type.googleapis.com/envoy.service.runtime.v3.Runtime',
    name: bootstrapNames.runtimeLayer,
    layer,
  };
}

function fraction(basisPoints: number): ConfigMessage {
  return { numerator: basisPoints, denominator: 'TEN_THOUSAND' };
}
