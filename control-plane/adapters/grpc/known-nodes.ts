import { maxHeldVersions, type CarryOver } from '../../xds/carry-over.ts';
import type { Variant } from '../../xds/session.ts';
import type { StreamStatus } from '../../xds/stream-status.ts';

/** An Envoy, and what it has confirmed. One that opens two streams (a hot restart) is there twice. */
export interface NodeState {
  readonly node: string;
  readonly connected: boolean;
  readonly variant: Variant;
  readonly connectedAt: Date;
  /** Undefined while connected. */
  readonly disconnectedAt: Date | undefined;
  readonly types: StreamStatus;
}

/** A stream whose client has said who it is. */
export interface NodeStream {
  readonly node: string;
  state(): NodeState;
  carryOver(): CarryOver;
}

export interface Remembering {
  /** Nodes that are gone and still remembered. */
  readonly nodes: number;
  readonly ms: number;
}

interface Remembered {
  readonly state: NodeState;
  readonly goneAtMs: number;
  readonly carryOver: CarryOver;
}

/** The Envoys that are connected, and for some time those that were. */
export class KnownNodes {
  readonly #remembering: Remembering;
  readonly #streams = new Set<NodeStream>();
  /** By node id, longest gone first. */
  readonly #gone = new Map<string, Remembered>();

  constructor(remembering: Remembering) {
    this.#remembering = remembering;
  }

  connect(stream: NodeStream): void {
    this.#streams.add(stream);
  }

  disconnect(stream: NodeStream, now: Date): void {
    if (!this.#streams.delete(stream)) return;
    const state = { ...stream.state(), connected: false, disconnectedAt: now };
    this.#gone.delete(state.node);
    this.#gone.set(state.node, { state, goneAtMs: now.getTime(), carryOver: stream.carryOver() });
    this.#forget(now);
  }

  /** What the node may hold: from its last stream, and from one that is broken without our having noticed yet. */
  carryOver(node: string, now: Date): CarryOver {
    this.#forget(now);
    const open = [...this.#streams].filter((stream) => stream.node === node).reverse();
    const held = open.flatMap((stream) => stream.carryOver());
    return [...held, ...(this.#gone.get(node)?.carryOver ?? [])].slice(0, maxHeldVersions);
  }

  states(now: Date): NodeState[] {
    this.#forget(now);
    const connected = [...this.#streams].map((stream) => stream.state());
    const here = new Set(connected.map(({ node }) => node));
    const gone = [...this.#gone.values()].map(({ state }) => state).filter(({ node }) => !here.has(node));
    return [...connected, ...gone];
  }

  #forget(now: Date): void {
    for (const [node, { goneAtMs }] of this.#gone) {
      const expired = goneAtMs + this.#remembering.ms <= now.getTime();
      if (!expired && this.#gone.size <= this.#remembering.nodes) return;
      this.#gone.delete(node);
    }
  }
}
