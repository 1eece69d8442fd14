import type { ResourceType } from '../snapshot/snapshot.ts';

/** What a request turned out to be, for logs and metrics; the session has already drawn its consequences. */
export type Receipt =
  /** Asks, or changes what it asks for. */
  | { readonly kind: 'request'; readonly type: ResourceType }
  | { readonly kind: 'acknowledged'; readonly type: ResourceType; readonly version: string }
  | {
      readonly kind: 'rejected';
      readonly type: ResourceType;
      readonly version: string;
      readonly reason: string;
    }
  /** Answers a response that is no longer the last one of its type. */
  | { readonly kind: 'stale-nonce'; readonly type: ResourceType }
  /** A type we do not serve; `first` for the first time on this stream. */
  | { readonly kind: 'unknown-type'; readonly typeUrl: string; readonly first: boolean }
  /** Asks for more or longer names than a stream may; nothing was changed, and the stream should end. */
  | {
      readonly kind: 'too-many-names';
      readonly type: ResourceType;
      readonly limits: { readonly names: number; readonly characters: number };
    };
