import type { MirrorState } from '../snapshot/build-snapshot.ts';

/** What an Envoy that has certain resource versions does with a migration's traffic. */
export interface MirroredTraffic {
  /** Hundredths of a percent of safe requests. */
  readonly basisPoints: number;
  readonly writes: MirrorState['writes'];
  readonly halted: boolean;
}

/** Versions per migration: an Envoy that lags further behind than this is shown as unknown. */
const maxStates = 256;

/** Which mirror state each pair of resource versions stands for, over the last states that were published. */
export class MirrorHistory {
  readonly #states = new Map<string, MirrorState[]>();

  record(published: ReadonlyMap<string, MirrorState>): void {
    for (const name of this.#states.keys()) if (!published.has(name)) this.#states.delete(name);
    for (const [name, state] of published) {
      const earlier = (this.#states.get(name) ?? []).filter((other) => !isSamePair(other, state));
      this.#states.set(name, [...earlier, state].slice(-maxStates));
    }
  }

  /**
   * What an Envoy does that took these versions. Undefined where no published state tells: it has nothing of the migration, is
   * between two states, or is too far behind. Without its switch in the runtime layer it mirrors nothing, whatever its routes.
   */
  meaningOf(
    name: string,
    routeVersion: string | undefined,
    runtimeVersion: string | undefined,
  ): MirroredTraffic | undefined {
    const states = this.#states.get(name) ?? [];
    const exact = states.find((state) => isSamePair(state, { routeVersion, runtimeVersion }));
    if (exact !== undefined) return toTraffic(exact);
    const ofRuntime = states.filter((state) => state.runtimeVersion === runtimeVersion);
    const ofRoute = states.findLast((state) => state.routeVersion === routeVersion);
    const off = ofRuntime.length > 0 && ofRuntime.every((state) => state.halted);
    return off && ofRoute !== undefined ? { ...toTraffic(ofRoute), halted: true } : undefined;
  }
}

interface Pair {
  readonly routeVersion: string | undefined;
  readonly runtimeVersion: string | undefined;
}

function isSamePair(a: Pair, b: Pair): boolean {
  return a.routeVersion === b.routeVersion && a.runtimeVersion === b.runtimeVersion;
}

function toTraffic({ basisPoints, writes, halted }: MirrorState): MirroredTraffic {
  return { basisPoints, writes, halted };
}
