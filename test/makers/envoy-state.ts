import { resourceTypes } from '../../control-plane/snapshot/snapshot.ts';
import type { EnvoyState } from '../../control-plane/status/migration-status.ts';
import type { StreamStatus, TypeStatus } from '../../control-plane/xds/stream-status.ts';

export interface EnvoyStateParts {
  readonly node?: string;
  readonly connected?: boolean;
  /** Version of the migration `orders`' routes that it took. */
  readonly route?: string;
  readonly runtime?: string;
  readonly rejected?: { readonly version: string; readonly reason: string };
}

/** An Envoy that took these versions. */
export function envoyState({
  node = 'edge-1',
  connected = true,
  route,
  runtime,
  rejected,
}: EnvoyStateParts = {}): EnvoyState {
  const nothing: TypeStatus = {
    sent: undefined,
    acknowledged: undefined,
    rejected: undefined,
    resources: new Map(),
  };
  const holding = (name: string, version: string | undefined): TypeStatus =>
    version === undefined
      ? nothing
      : {
          sent: version,
          acknowledged: version,
          rejected: undefined,
          resources: new Map([[name, { version }]]),
        };
  const types = Object.fromEntries(resourceTypes.map((type) => [type, nothing])) as Record<
    keyof StreamStatus,
    TypeStatus
  >;
  return {
    node,
    connected,
    types: { ...types, route: { ...holding('orders', route), rejected }, runtime: holding('umbra', runtime) },
  };
}
