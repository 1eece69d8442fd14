import type { Comparison } from './compare/compare.ts';
import type { ComparedSide } from './compared-side.ts';
import type { Exchange, OtherSide } from './exchange/exchange.ts';
import type { Sighting } from './findings/sighting.ts';
import type { Ending } from './ledger/classify.ts';

export interface ComparedPairParts {
  readonly request: Pick<Exchange, 'migration' | 'id'>;
  readonly sighting: Sighting;
  readonly shadow: ComparedSide;
  /** Where there is one that can be held against the primary. */
  readonly control: ComparedSide | undefined;
  /** How the request ends whatever was compared: the shadow failed. */
  readonly failure: Ending | undefined;
  /** Of a write: what it changed on the shadow is not known, should it turn out to be about another thing. */
  readonly taint: (() => void) | undefined;
}

/** A pair until it is known of each side whether what it shows counts. */
export class ComparedPair {
  readonly parts: ComparedPairParts;
  readonly #awaited: Set<OtherSide>;
  readonly #settled: { shadow?: Comparison; control?: Comparison } = {};
  #isOver = false;

  constructor(parts: ComparedPairParts) {
    this.parts = parts;
    this.#awaited = new Set(parts.control === undefined ? ['shadow'] : ['shadow', 'control']);
  }

  /** Its request has its fate: what is learned of it later changes nothing. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What the two sides come to, once nothing is awaited any more. */
  get outcome(): { readonly shadow: Comparison; readonly control: Comparison | undefined } | undefined {
    const { shadow, control } = this.#settled;
    if (this.#isOver || this.#awaited.size > 0 || shadow === undefined) return undefined;
    return { shadow, control };
  }

  /** The other side's bodies are not needed any more either. */
  end(): void {
    this.#isOver = true;
    if (this.#awaited.has('control')) this.parts.control?.release();
  }

  /** Undefined where the side does not count. */
  settle(side: OtherSide, comparison: Comparison | undefined): void {
    this.#awaited.delete(side);
    if (comparison !== undefined) this.#settled[side] = comparison;
  }
}
