import type { Admission, AdmissionTime, Admitted } from '../admission.ts';
import { isSafeTwice } from '../endpoint/is-unsafe.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Halves } from '../exchange/halves.ts';
import type { Pair } from '../exchange/pair.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';

export interface ControlledPair extends Pair {
  readonly control: Exchange;
}

/** Whether Envoy sent the request to the control too (`control-plane/snapshot/copy-target.ts`). */
export function isControlled({ request }: Exchange, migration: WatchedMigration | undefined): boolean {
  if (migration?.controlled !== true) return false;
  return migration.controlOwnsDatabase || isSafeTwice(request, migration);
}

/**
 * The control as a second shadow: with a history of writes of its own, so that where its writes raced, or were lost, its answers are set
 * aside, and the shadow's are not. On the primary's own database it makes no writes, and its reads meet the primary's.
 */
export class ControlOrder<T> {
  readonly #admission: Admission<T>;

  constructor(admission: Admission<T>) {
    this.#admission = admission;
  }

  /** The primary's or the control's half of a write is there, and the other may still come. */
  writeCame(half: Exchange, migration: WatchedMigration | undefined, nowMs: number): void {
    if (migration?.controlled !== true) return;
    if (isControlled(half, migration)) this.#admission.writeOpened(half, nowMs);
    else if (half.side === 'primary') this.#admission.writeShared(half, nowMs);
  }

  /** These halves of a write are all there will be. */
  writeEnded(
    { primary, shadow, control }: Halves,
    migration: WatchedMigration | undefined,
    time: AdmissionTime,
  ): void {
    const known = primary ?? control ?? shadow;
    if (known === undefined || migration?.controlled !== true) return;
    if (!isControlled(known, migration)) {
      if (primary !== undefined) this.#admission.writeShared(primary, time.nowMs);
      return;
    }
    this.#admission.waitOver(known);
    if (primary !== undefined && control !== undefined) {
      this.#admission.writeEnded({ primary, shadow: control }, time.nowMs);
    } else this.#admission.writeLeftAlone(known, time);
  }

  /** Holds the pair until it is known whether the control's answer counts. Returns what had to leave early. */
  offerDiffering(
    pair: ControlledPair,
    offered: { readonly carriesDrift: boolean; readonly content: T },
    time: AdmissionTime,
  ): readonly Admitted<T>[] {
    return this.#admission.offerDiffering(asShadow(pair), offered, time);
  }

  /** The control's answer to a read is the primary's. */
  offerEqual(pair: ControlledPair, time: AdmissionTime): void {
    const asked = asShadow(pair);
    if (this.#admission.awaitsEqual(asked)) this.#admission.offerEqual(asked, time);
  }

  decide(nowMs: number): readonly Admitted<T>[] {
    return this.#admission.decide(nowMs);
  }
}

function asShadow({ primary, control }: ControlledPair): Pair {
  return { primary, shadow: control };
}
