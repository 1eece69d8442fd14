import type { Comparison } from '../compare/compare.ts';
import type { Translate } from '../compare/compare-bodies.ts';
import type { ExplainedDifference, ExplainLeaf } from '../compare/explanation.ts';
import type { GeneratedPolicy, GeneratedValues, NamedFingerprint } from './generated-values.ts';
import { namedValues } from './named-values.ts';
import { PairValues } from './pair-values.ts';
import type { Pair } from '../exchange/pair.ts';

export interface Looking {
  readonly pair: Pair;
  readonly endpoint: string;
  readonly policy: GeneratedPolicy;
  readonly isWrite: boolean;
}

/** What a comparison asks about the values of a pair. */
export interface ValueHooks {
  readonly explainLeaf: ExplainLeaf;
  readonly translate: Translate;
}

export type Look =
  /** The request names a thing that the shadow knows by another name: the two answers are not about one thing. */
  | { readonly kind: 'foreign' }
  | {
      readonly kind: 'seen';
      readonly comparison: Comparison;
      /** It has values that nobody knows yet, and must be looked at again once its order is known. */
      readonly isOpen: boolean;
    };

/** The values of one comparison, from the first question on. */
interface Asked {
  values: PairValues | undefined;
}

/** A pair's first look and, once its order is known, its last, when what it shows is learned. */
export class PairLook {
  readonly #values: GeneratedValues;
  readonly #looking: Looking;
  #named: readonly NamedFingerprint[] | undefined;

  constructor(values: GeneratedValues, looking: Looking) {
    this.#values = values;
    this.#looking = looking;
  }

  /** True where the shadow could not know what the request is about. */
  isForeign(): boolean {
    return this.#values.ids.different > 0 && this.#values.isForeign(this.#namedValues());
  }

  /** The same to be asked later, without what the pair holds on to. */
  foreignAsked(): () => boolean {
    const values = this.#values;
    const named = this.#namedValues();
    return () => values.ids.different > 0 && values.isForeign(named);
  }

  first(compare: (hooks: ValueHooks) => Comparison): Look {
    if (this.isForeign()) return { kind: 'foreign' };
    const [comparison, values] = this.#compare(compare, false);
    const equal = comparison.kind === 'compared' && comparison.differences.length === 0;
    const isSettled = values?.settle(equal) ?? true;
    if (equal && isSettled) this.#sawEqual();
    return { kind: 'seen', comparison, isOpen: !isSettled };
  }

  /** No write came between its two sides: what it shows is learned. */
  last(compare: (hooks: ValueHooks) => Comparison): Comparison {
    const [comparison, values] = this.#compare(compare, true);
    if (comparison.kind === 'compared' && comparison.differences.length === 0) values?.learnEqual();
    return comparison;
  }

  /** Of most pairs, which are equal as they are, nothing is asked: then there are no values. */
  #compare(
    compare: (hooks: ValueHooks) => Comparison,
    learns: boolean,
  ): readonly [comparison: Comparison, values: PairValues | undefined] {
    const asked: Asked = { values: undefined };
    const comparison = compare({
      explainLeaf: (leaf) => this.#valuesOf(asked, learns).explainLeaf(leaf),
      translate: (shadow, primary, takePlace) =>
        this.#valuesOf(asked, learns).translate(primary, shadow, takePlace),
    });
    const paths = asked.values?.translatedPaths;
    return [paths === undefined ? comparison : withTranslated(comparison, paths), asked.values];
  }

  #valuesOf(asked: Asked, learns: boolean): PairValues {
    asked.values ??= new PairValues(
      this.#values,
      { ...this.#looking, named: () => this.#namedValues() },
      learns,
    );
    return asked.values;
  }

  /** Costs nothing as long as nothing was given out differently. */
  #sawEqual(): void {
    const { pair, isWrite } = this.#looking;
    const isFound = pair.primary.response.status >= 200 && pair.primary.response.status < 300;
    if (this.#values.ids.different > 0 && isFound && !isWrite) this.#values.sawNamed(this.#namedValues());
  }

  #namedValues(): readonly NamedFingerprint[] {
    const { pair, endpoint, policy } = this.#looking;
    this.#named ??= namesNothing(endpoint, pair)
      ? []
      : this.#values.namedBy(namedValues(pair.primary.request), endpoint, policy);
    return this.#named;
  }
}

/** Most requests: a path without ids, no query, no body. */
function namesNothing(endpoint: string, { primary: { request } }: Pair): boolean {
  return !endpoint.includes('{') && !request.path.includes('?') && (request.body?.data.byteLength ?? 0) === 0;
}

/** Where values were replaced and nothing differs any more, generated values account for it. */
function withTranslated(comparison: Comparison, paths: ReadonlySet<string>): Comparison {
  if (paths.size === 0) return comparison;
  const taken = new Set([...comparison.differences, ...comparison.explained].map(({ path }) => path));
  const translated = [...paths]
    .filter((path) => !taken.has(path))
    .map((path): ExplainedDifference => ({ class: 'value', path, by: { kind: 'generated' } }));
  return { ...comparison, explained: [...comparison.explained, ...translated] };
}
