import type { EncodedResource } from '../snapshot/snapshot.ts';

/** A resource that a client has. Its bytes are unknown where the client told of it on an incremental reconnect. */
export type HeldResource = EncodedResource | { readonly name: string; readonly version: string };
