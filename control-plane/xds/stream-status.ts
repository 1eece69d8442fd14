import type { ResourceType } from '../snapshot/snapshot.ts';
import type { StreamState } from './stream-state.ts';
import type { Rejection, TypeState } from './type-state.ts';

/** What one client has been sent and has confirmed of one type. */
export interface TypeStatus {
  /** Version of the last response; undefined before the first. */
  readonly sent: string | undefined;
  /** Version of the last response the client took. */
  readonly acknowledged: string | undefined;
  /** Set as long as the client refuses something that it should have. */
  readonly rejected: Rejection | undefined;
  /** Every resource the client has taken, by name. */
  readonly resources: ReadonlyMap<string, { readonly version: string }>;
}

export type StreamStatus = Readonly<Record<ResourceType, TypeStatus>>;

export function statusOf({ types }: StreamState): StreamStatus {
  return {
    cluster: typeStatus(types.cluster),
    endpoints: typeStatus(types.endpoints),
    listener: typeStatus(types.listener),
    route: typeStatus(types.route),
    runtime: typeStatus(types.runtime),
  };
}

function typeStatus({ sent, acknowledged, rejected, held }: TypeState): TypeStatus {
  return { sent, acknowledged, rejected, resources: held };
}
