import type { ResourceType } from '../snapshot/snapshot.ts';
import type { Variant } from './session.ts';

/** Why a stream was ended by us before its client was served. */
export type RefusedStream = 'too-many-streams' | 'no-node-id' | 'malformed' | 'too-many-names';

/** What the xDS server counts. */
export interface XdsMetrics {
  streamOpened(variant: Variant): void;
  streamClosed(variant: Variant): void;
  streamRefused(reason: RefusedStream): void;
  pushed(type: ResourceType, bytes: number): void;
  acknowledged(type: ResourceType): void;
  rejected(type: ResourceType): void;
  staleNonce(type: ResourceType): void;
  unknownType(): void;
}
