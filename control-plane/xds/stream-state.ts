import type { ResourceType, Snapshot } from '../snapshot/snapshot.ts';
import { createTypeState, type TypeState } from './type-state.ts';

/** One stream's state: every type, and where it is going. */
export interface StreamState {
  readonly types: Readonly<Record<ResourceType, TypeState>>;
  /** The newest snapshot; undefined until there is one. */
  target: Snapshot | undefined;
  /** The last snapshot whose clusters and endpoints the client took, to stay on while it refuses those of the target. */
  lastGood: Snapshot | undefined;
  /** The snapshot whose clusters were sent last. */
  clustersOf: Snapshot | undefined;
  /** The client came with configuration from an earlier stream, so it has something good even where we do not know it. */
  reconnected: boolean;
  /**
   * The client has answered a response. A reconnecting Envoy asks for all its types in one burst, so from here on we know
   * them all, and with them what else has to change before something may be removed.
   */
  answered: boolean;
}

export function createStreamState(): StreamState {
  return {
    types: {
      cluster: createTypeState('cluster'),
      endpoints: createTypeState('endpoints'),
      listener: createTypeState('listener'),
      route: createTypeState('route'),
      runtime: createTypeState('runtime'),
    },
    target: undefined,
    lastGood: undefined,
    clustersOf: undefined,
    reconnected: false,
    answered: false,
  };
}
