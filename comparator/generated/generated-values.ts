import { fieldAt, spaceOfValue, type Field, type ValueSpace } from './field.ts';
import { ClockForms } from './clock-forms.ts';
import { idsInToken } from './ids-in-token.ts';
import { IdMap, strengths, type IdPair } from './id-map.ts';
import type { KeyedFingerprint } from './keyed-fingerprint.ts';
import type { NamedValue } from './named-values.ts';

/** Of which kind the ids at a path are, where its name does not tell, or tells wrongly. */
export interface DeclaredKind {
  readonly endpoint: string;
  readonly path: string;
  readonly kind: string;
}

/** What a migration declares of generated values. */
export interface GeneratedPolicy {
  readonly generated: readonly DeclaredKind[];
  /** How far the clocks of Envoy and of what answers may be apart. */
  readonly clockSkewMs: number;
}

/** A value that a request names, as a fingerprint. */
export interface NamedFingerprint {
  readonly fingerprint: number;
  readonly oneToOne: boolean;
  readonly inPath: boolean;
}

/** Fields that are remembered; others are read anew from their path. */
const maxFields = 10_000;

/** What is known of the values that two upstreams of one migration gave out by themselves, over one data cycle. */
export class GeneratedValues {
  readonly ids: IdMap;
  readonly clockForms = new ClockForms();
  readonly #fingerprint: KeyedFingerprint;
  #fields = new Map<string, Field>();
  #declared: readonly DeclaredKind[] | undefined;
  #contradictions = 0;

  constructor(
    fingerprint: KeyedFingerprint,
    maxValues: number,
    onChange?: (pair: IdPair, change: 'learned' | 'forgotten') => void,
  ) {
    this.#fingerprint = fingerprint;
    this.ids = new IdMap(maxValues, onChange);
  }

  /** Values that were seen with another partner than theirs. */
  get contradictions(): number {
    return this.#contradictions;
  }

  countContradiction(): void {
    this.#contradictions += 1;
  }

  fieldAt(endpoint: string, path: string, { generated }: GeneratedPolicy): Field {
    if (generated !== this.#declared || this.#fields.size >= maxFields) {
      this.#declared = generated;
      this.#fields = new Map();
    }
    const place = `${endpoint} ${path}`;
    let field = this.#fields.get(place);
    if (field === undefined) {
      const declared = generated.find((kind) => kind.endpoint === endpoint && kind.path === path);
      this.#fields.set(place, (field = fieldAt(endpoint, path, declared?.kind)));
    }
    return field;
  }

  fingerprintOf(space: ValueSpace, text: string): number {
    // UUIDs are the same in either case.
    return this.#fingerprint(`${space.name}\n${space.name === 'random' ? text.toLowerCase() : text}`);
  }

  /** A time on the primary and one on the shadow, to the unit: as they were given out for the same. */
  clockPair(primaryUs: number, shadowUs: number, unitUs: number): IdPair {
    const text = `${unitUs} ${Math.floor(primaryUs / unitUs)} ${Math.floor(shadowUs / unitUs)}`;
    return {
      primary: this.#fingerprint(`clock ${text}`),
      shadow: this.#fingerprint(`clock of shadow ${text}`),
      strength: strengths.born,
    };
  }

  /** What a request names that may have been given out. */
  namedBy(
    values: readonly NamedValue[],
    endpoint: string,
    policy: GeneratedPolicy,
  ): readonly NamedFingerprint[] {
    const named: NamedFingerprint[] = [];
    for (const { path, text, in: place } of values) {
      const field = this.fieldAt(endpoint, path, policy);
      const space = spaceOfValue(field, text);
      if (space === undefined) continue;
      const fingerprint = this.fingerprintOf(space, text);
      named.push({ fingerprint, oneToOne: space.oneToOne, inPath: place === 'path' });
      if (field.meaning.kind === 'token') named.push(...this.#carriedBy(text, endpoint, policy));
    }
    return named;
  }

  /** Of a token: it may be a cursor, which leads on from one of the things that the endpoint is about. */
  #carriedBy(token: string, endpoint: string, policy: GeneratedPolicy): NamedFingerprint[] {
    const field = this.fieldAt(endpoint, '$.id', policy);
    return idsInToken(token).flatMap((text) => {
      const space = spaceOfValue(field, text);
      if (space === undefined) return [];
      return [{ fingerprint: this.fingerprintOf(space, text), oneToOne: false, inPath: false }];
    });
  }

  /** True where a value names another thing on the shadow, or nothing, because the shadow gave out another for it. */
  isForeign(named: readonly NamedFingerprint[]): boolean {
    return named.some(({ fingerprint }) => {
      const shadow = this.ids.shadowOf(fingerprint);
      if (shadow !== undefined) return shadow !== fingerprint;
      return this.ids.primaryOf(fingerprint) !== undefined;
    });
  }

  /** Both sides found the thing that the path names: it has the same id on both. */
  sawNamed(named: readonly NamedFingerprint[]): void {
    for (const { fingerprint, oneToOne, inPath } of named) {
      if (!oneToOne || !inPath) continue;
      this.ids.claim({ primary: fingerprint, shadow: fingerprint, strength: strengths.named });
    }
  }
}
