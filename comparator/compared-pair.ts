import type { Standing } from './admission.ts';
import type { Comparison } from './compare/compare.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { Sighting } from './findings/sighting.ts';
import type { Ending } from './ledger/classify.ts';

export interface ComparedPairParts {
  readonly request: Pick<Exchange, 'migration' | 'id'>;
  readonly sighting: Sighting;
  readonly shadow: Comparison;
  /** Where there is one that can be held against the primary. */
  readonly control: Comparison | undefined;
  /** How the request ends if the pair counts. */
  readonly ending: Ending;
}

/** What is kept of a pair, without its bodies, until it is known of each side whether what it shows counts. */
export class ComparedPair {
  readonly parts: ComparedPairParts;
  readonly #awaited: Set<'shadow' | 'control'>;
  #control: Comparison | undefined;
  #isOver = false;

  constructor(parts: ComparedPairParts, awaited: Iterable<'shadow' | 'control'>) {
    this.parts = parts;
    this.#control = parts.control;
    this.#awaited = new Set(awaited);
  }

  /** Undefined where it does not count. */
  get control(): Comparison | undefined {
    return this.#control;
  }

  /** Its request has its fate: what is learned of it later changes nothing. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nothing is awaited any more, and it is not over. */
  get isDecided(): boolean {
    return this.#awaited.size === 0 && !this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  decide(side: 'shadow' | 'control', as: Standing): void {
    this.#awaited.delete(side);
    if (side === 'control' && as !== 'evidence') this.#control = undefined;
  }
}
