import type { EnvoyWord } from './envoy-word.ts';
import type { Fate } from './fate.ts';

/** How many of a seed's numbers were lost, and how. */
export interface Loss {
  readonly fate: Fate;
  readonly count: number;
}

/** Numbers that are given up, and the way on which they should have come. */
export interface Missing {
  readonly count: number;
  /** The number of the stream; `moved`: the seed came to another one about then; `none`: nothing of it ever came on one. */
  readonly path: number | 'moved' | 'none';
}

/** What is known of the other end when numbers are given up. */
export interface Circumstances {
  readonly isLive: (stream: number) => boolean;
  /** Undefined where the seed's Envoy never reported. */
  readonly envoy: EnvoyWord | undefined;
  /** One of each half. */
  readonly entriesPerRequest: number;
  readonly nowMs: number;
}

/**
 * How numbers were lost. First as many as Envoy itself says it dropped; the rest by what became of the connection. Where it holds, or
 * Envoy is gone with what it had, nothing tells: `unknown`.
 */
export function explainLoss(
  { count, path }: Missing,
  { isLive, envoy, entriesPerRequest, nowMs }: Circumstances,
): Loss[] {
  const dropped = envoy?.explain(count, entriesPerRequest) ?? 0;
  return [
    { fate: 'dropped-envoy' as const, count: dropped },
    { fate: restOf(path), count: count - dropped },
  ].filter((loss) => loss.count > 0);

  function restOf(way: Missing['path']): Fate {
    if (way === 'moved') return 'lost-comparator';
    if (way !== 'none' && isLive(way)) return 'unknown';
    // Cut off, or never connected: an Envoy that is still there has sent it to nobody.
    return envoy?.isAlive(nowMs) === true ? 'lost-comparator' : 'unknown';
  }
}
