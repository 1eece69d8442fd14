import type { Exchange, PairingId } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import { formatPairingId } from '../exchange/pairing-id.ts';
import type { TaintScopes } from '../taint/taint-scopes.ts';
import type { TaintingWrite } from '../taint/taints.ts';
import { inSameOrder, spanOf, spansOf, type Span, type Spans } from './span.ts';

export interface WriteWindowLimits {
  readonly maxWritesPerKey: number;
  readonly maxWrites: number;
  /** How long a write is remembered after it was last heard of. */
  readonly maxAgeMs: number;
}

/** A request whose order against writes is asked for. */
export interface Ordered {
  readonly id: string;
  readonly key: string | undefined;
  readonly spans: Spans;
}

export type Order =
  | 'same'
  /** Differs between the sides, overlaps on one, or is not known. */
  | 'raced'
  /** An earlier write has not ended on both sides yet. */
  | 'open';

/** A write that has ended, and may have left the two sides with different data. */
export type DisorderedWrite = Omit<TaintingWrite, 'cause'>;

interface Write extends DisorderedWrite {
  /** Its shadow half may still come. */
  readonly open: boolean;
  readonly heardAtMs: number;
}

/** The writes of one key, oldest first, and up to when they were forgotten. */
interface KeyWrites {
  readonly byId: Map<string, Write>;
  /** When the last of those that have ended did so, on either side: what began later came after all of them. */
  endedUntilUs: number;
  forgottenUntilUs: number;
}

/** Requests without a key, and every request of a migration that names none. */
const keyless = Symbol('keyless');

type Key = string | typeof keyless;

/**
 * The recent writes of one migration, by key. Only they can change what another request is answered; a safe request cannot, so it
 * conflicts with nothing but writes.
 *
 * A request without the key may touch anyone's data. So a keyless write conflicts with every request, and every write with a keyless
 * request. What no longer fits leaves a mark: requests that began before it are raced, because it can no longer be known.
 */
export class WriteWindow {
  readonly #limits: WriteWindowLimits;
  readonly #scopes: TaintScopes;
  /** Least recently written key first. */
  readonly #byKey = new Map<Key, KeyWrites>();
  #size = 0;
  /** Writes of which only the shadow's half has come, by id: their key is not known, nor when the primary is done. */
  readonly #early = new Map<string, Spans>();
  /** Of keys that left altogether. */
  #forgottenUntilUs = 0;

  constructor(limits: WriteWindowLimits, scopes: TaintScopes) {
    this.#limits = limits;
    this.#scopes = scopes;
  }

  get size(): number {
    return this.#size;
  }

  /** A write has ended on the primary; on the shadow it may still run. */
  opened(primary: Exchange, nowMs: number): void {
    this.#put(primary, { primary: spanOf(primary), shadow: unended(primary) }, true, nowMs);
  }

  /**
   * A write has ended on the shadow, and the primary is still at it. Until `shadowMet` no request that it may have overlapped can be
   * judged, of whatever key. That it began on the primary when it did on the shadow is as near as can be known.
   */
  shadowCame(shadow: Exchange): void {
    const span = spanOf(shadow);
    this.#early.set(formatPairingId(shadow.id), {
      primary: { startUs: span.startUs, endUs: Infinity },
      shadow: span,
    });
  }

  /** The primary's half is there, or will not come. */
  shadowMet(id: PairingId): void {
    if (this.#early.size > 0) this.#early.delete(formatPairingId(id));
  }

  /** Returns the writes, this one among them, whose order is not the same on both sides or is not known. */
  ended(pair: Pair, nowMs: number): readonly DisorderedWrite[] {
    return this.#settle(this.#put(pair.primary, spansOf(pair), false, nowMs), pair.primary.key);
  }

  /** A write of the primary on a database that both sides read. */
  shared(primary: Exchange, nowMs: number): void {
    const span = spanOf(primary);
    this.#settle(this.#put(primary, { primary: span, shadow: span }, false, nowMs), primary.key);
  }

  /**
   * A write whose other half never came, or of which no copy was made. A mirror runs beside its primary, so where only the shadow's half
   * is known its span stands for both; a copy lasts at most `longestMs`. What the write did is not known: it is returned, with the writes
   * that it may have raced.
   */
  leftAlone(
    half: Exchange,
    { nowMs, longestMs }: { readonly nowMs: number; readonly longestMs: number },
  ): readonly DisorderedWrite[] {
    const known = spanOf(half);
    const copy = { ...known, endUs: Math.max(known.endUs, known.startUs + longestMs * 1_000) };
    const write = this.#put(
      half,
      { primary: known, shadow: half.side === 'primary' ? copy : known },
      false,
      nowMs,
    );
    const disordered = this.#settle(write, half.key);
    return disordered.length > 0 ? disordered : [write];
  }

  orderOf(request: Ordered): Order {
    const { primary, shadow } = request.spans;
    const startUs = Math.min(primary.startUs, shadow.startUs);
    if (startUs <= this.#forgottenUntilUs) return 'raced';
    let order: Order = 'same';
    for (const writes of this.#conflicting(request.key)) {
      if (startUs <= writes.forgottenUntilUs) return 'raced';
      for (const write of writes.byId.values()) {
        if (write.id === request.id || inSameOrder(write.spans, request.spans)) continue;
        if (!write.open) return 'raced';
        order = 'open';
      }
    }
    for (const early of this.#early.values()) if (!inSameOrder(early, request.spans)) return 'open';
    return order;
  }

  /** Forgets what is older than the window. */
  forget(nowMs: number): void {
    for (const [key, writes] of this.#byKey) {
      for (const write of writes.byId.values()) {
        if (nowMs - write.heardAtMs < this.#limits.maxAgeMs) break;
        this.#remove(writes, write);
      }
      if (writes.byId.size === 0) this.#forgetKey(key, writes);
    }
  }

  /** A write has ended. Returns it and those it raced, or only itself where it may have raced one that was forgotten; else none. */
  #settle(write: Write, key: string | undefined): readonly Write[] {
    const { primary, shadow } = write.spans;
    const startUs = Math.min(primary.startUs, shadow.startUs);
    let inOrder = startUs > this.#forgottenUntilUs;
    const raced: Write[] = [];
    for (const writes of this.#conflicting(key)) {
      if (startUs <= writes.forgottenUntilUs) inOrder = false;
      // A keyless write would else be held against every write of every key.
      if (startUs > writes.endedUntilUs) continue;
      for (const other of writes.byId.values()) {
        // One that is still open meets this one again when it has ended.
        if (other.id !== write.id && !other.open && !inSameOrder(other.spans, write.spans)) raced.push(other);
      }
    }
    const own = this.#byKey.get(key ?? keyless);
    if (own !== undefined) own.endedUntilUs = Math.max(own.endedUntilUs, primary.endUs, shadow.endUs);
    return inOrder && raced.length === 0 ? [] : [write, ...raced];
  }

  *#conflicting(key: string | undefined): Iterable<KeyWrites> {
    if (key === undefined) {
      yield* this.#byKey.values();
      return;
    }
    const own = this.#byKey.get(key);
    if (own !== undefined) yield own;
    const shared = this.#byKey.get(keyless);
    if (shared !== undefined) yield shared;
  }

  #put(half: Exchange, spans: Spans, open: boolean, nowMs: number): Write {
    const key = half.key ?? keyless;
    const writes = this.#byKey.get(key) ?? {
      byId: new Map<string, Write>(),
      endedUntilUs: 0,
      forgottenUntilUs: 0,
    };
    this.#byKey.delete(key);
    this.#byKey.set(key, writes);

    const id = formatPairingId(half.id);
    const before = writes.byId.get(id);
    const write = {
      id,
      spans,
      changes: before?.changes ?? this.#scopes.writtenBy(half),
      open,
      heardAtMs: nowMs,
    };
    if (!writes.byId.delete(id)) this.#size += 1;
    writes.byId.set(id, write);

    const [oldest] = writes.byId.values();
    if (oldest !== undefined && writes.byId.size > this.#limits.maxWritesPerKey) this.#remove(writes, oldest);
    while (this.#size > this.#limits.maxWrites) this.#forgetOldestKey();
    return write;
  }

  #forgetOldestKey(): void {
    const [oldest] = this.#byKey;
    if (oldest !== undefined) this.#forgetKey(...oldest);
  }

  #forgetKey(key: Key, writes: KeyWrites): void {
    for (const write of writes.byId.values()) this.#remove(writes, write);
    this.#byKey.delete(key);
    this.#forgottenUntilUs = Math.max(this.#forgottenUntilUs, writes.forgottenUntilUs);
  }

  #remove(writes: KeyWrites, write: Write): void {
    writes.byId.delete(write.id);
    this.#size -= 1;
    writes.forgottenUntilUs = Math.max(writes.forgottenUntilUs, lastKnownUs(write.spans));
  }
}

/** The copy leaves no sooner than the request came; when the shadow is done with it is not known. */
function unended(primary: Exchange): Span {
  return { startUs: primary.startedAtUs, endUs: Infinity };
}

function lastKnownUs({ primary, shadow }: Spans): number {
  return shadow.endUs === Infinity ? primary.endUs : Math.max(primary.endUs, shadow.endUs);
}
