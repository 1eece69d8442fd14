import { Gauge, type Registry } from 'prom-client';
import { migrationLimits, mostShadowRequests } from '../../status/migration-limits.ts';
import type { EnvoyState } from '../../status/migration-status.ts';
import type { Steering } from '../../steering/steering.ts';

export interface MigrationMetricsOptions {
  readonly steering: Steering;
  readonly envoys: () => readonly Pick<EnvoyState, 'connected'>[];
}

/** What each migration's Envoys are told to stay within, read when the metrics are asked for. */
export function migrationMetrics(registry: Registry, { steering, envoys }: MigrationMetricsOptions): void {
  new Gauge({
    name: 'umbra_control_plane_migration_limit',
    help: 'Limits of a migration as its Envoys are told them (docs/limits.md)',
    labelNames: ['migration', 'limit'],
    registers: [registry],
    collect() {
      this.reset();
      if (!steering.isKnown) return;
      for (const { migration } of steering.migrations()) {
        for (const [limit, value] of Object.entries(migrationLimits(migration))) {
          this.set({ migration: migration.name, limit }, value);
        }
      }
    },
  });
  new Gauge({
    name: 'umbra_control_plane_most_shadow_requests',
    help: 'Requests that the connected Envoys together may have at the shadow at once, to set against shadow_capacity',
    labelNames: ['migration'],
    registers: [registry],
    collect() {
      this.reset();
      if (!steering.isKnown) return;
      const connected = envoys().filter((envoy) => envoy.connected).length;
      for (const { migration } of steering.migrations()) {
        this.set({ migration: migration.name }, mostShadowRequests(migration, connected));
      }
    },
  });
  new Gauge({
    name: 'umbra_control_plane_data_cycle_gaps',
    help: 'Gaps of the data cycle: with one, the shadow has missed writes and the migration cannot pass',
    labelNames: ['migration', 'state'],
    registers: [registry],
    collect() {
      this.reset();
      if (!steering.isKnown) return;
      for (const { migration, cycle } of steering.migrations()) {
        const open = cycle.gaps.filter(({ to }) => to === null).length;
        this.set({ migration: migration.name, state: 'open' }, open);
        this.set({ migration: migration.name, state: 'over' }, cycle.gaps.length - open);
      }
    },
  });
}
