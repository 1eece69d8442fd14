import type { DifferingLeaf, ExplainLeaf, LeafVerdict } from '../compare/explanation.ts';
import { JsonNumber, type JsonValue } from '../compare/json-value.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import { spansOf, type Spans } from '../order/span.ts';
import { isAsFarApart, isOfExchange } from './clock-span.ts';
import { clockValue, type ClockValue } from './clock-value.ts';
import { entityOfEndpoint } from './entity-name.ts';
import { spaceOfValue, spaceOfValues } from './field.ts';
import type { GeneratedPolicy, GeneratedValues, NamedFingerprint } from './generated-values.ts';
import { strengths, type Claimed, type IdPair } from './id-map.ts';
import { eachLeaf, replaceLeaves, textOf, type Scalar, type TakePlace } from './leaves.ts';
import { isLink, linkParts } from './link.ts';
import { areInOrderOfOwnIds } from './own-order.ts';

export interface PairContext {
  readonly pair: Pair;
  readonly endpoint: string;
  readonly policy: GeneratedPolicy;
  readonly isWrite: boolean;
  /** Asked for only where it matters. */
  readonly named: () => readonly NamedFingerprint[];
}

/** Looked at in one document; what lies beyond is compared as it is. */
const maxLeaves = 5_000;
/** Equal values that are learned of one pair. */
const maxEqual = 64;

const generated = { kind: 'generated' } as const;
const clock = { kind: 'clock' } as const;

/** Units in which a time may be read again that was seen once. */
const rememberedUnitsUs = [1_000, 1_000_000];

/**
 * The generated values of one pair. It is looked at twice where it has values that nobody knows: at once, when only what cannot be
 * otherwise is learned, and again (`learns`) when it is known that no write came between the two sides. Two sides that met writes in
 * another order would teach wrongly.
 */
export class PairValues {
  readonly #values: GeneratedValues;
  readonly #context: PairContext;
  readonly #learns: boolean;
  readonly #spans: Spans;
  #named: ReadonlySet<number> | undefined;
  readonly #translated = new Set<JsonValue>();
  readonly #originals = new Map<unknown, JsonValue>();
  readonly #equal: number[] = [];
  readonly #births: IdPair[] = [];
  readonly #translatedPaths = new Set<string>();
  #unknown = 0;

  constructor(values: GeneratedValues, context: PairContext, learns: boolean) {
    this.#values = values;
    this.#context = context;
    this.#learns = learns;
    this.#spans = spansOf(context.pair);
  }

  /** Where the shadow's values were replaced by the primary's for the same things. */
  get translatedPaths(): ReadonlySet<string> {
    return this.#translatedPaths;
  }

  readonly explainLeaf: ExplainLeaf = (leaf) => {
    if (leaf.class === 'order') return this.#explainOrder(leaf);
    const [primary, shadow] = [scalarText(leaf.primary), scalarText(leaf.shadow)];
    if (primary === undefined || shadow === undefined || leaf.class === 'type') return undefined;
    const path =
      leaf.class === 'header' ? `$[${JSON.stringify(leaf.path.slice('header.'.length))}]` : leaf.path;
    if (isLink(primary) && isLink(shadow)) return this.#explainLink(primary, shadow, leaf.path);
    const field = this.#fieldAt(path);
    const space = spaceOfValues(field, primary, shadow);
    if (space !== undefined) {
      const { oneToOne } = space;
      if (oneToOne && this.#translated.has(leaf.shadow)) return this.#contradicts();
      return this.#claim({
        primary: this.#values.fingerprintOf(space, primary),
        shadow: this.#values.fingerprintOf(space, shadow),
        strength: this.#isBirth(path, field.space.name) ? strengths.born : strengths.read,
        oneToOne,
      });
    }
    const isNumber = leaf.primary instanceof JsonNumber;
    const clocks = [clockValue(primary, isNumber, field.name), clockValue(shadow, isNumber, field.name)];
    return this.#explainClock(clocks[0], clocks[1], leaf.path, primary) ? clock : undefined;
  };

  /**
   * The shadow's document with the primary's values where both are known to stand for one thing, so that elements find their partners.
   * Only for values that the primary's document has: what is known are fingerprints.
   */
  translate(primary: JsonValue, shadow: JsonValue, takePlace: TakePlace = () => undefined): JsonValue {
    if (this.#values.ids.different === 0) return shadow;
    const texts = new Map<number, Scalar>();
    let leaves = 0;
    eachLeaf(primary, (path, value) => {
      if ((leaves += 1) > maxLeaves) return;
      const fingerprint = this.#fingerprintAt(path, value);
      if (fingerprint !== undefined) texts.set(fingerprint, value);
    });
    if (texts.size === 0) return shadow;
    leaves = 0;
    return replaceLeaves(
      shadow,
      (path, value) => {
        if ((leaves += 1) > maxLeaves) return value;
        return this.#counterpart(path, value, texts);
      },
      (before, after) => {
        this.#originals.set(after, before);
        takePlace(before, after);
      },
    );
  }

  /**
   * Learns what the first look has shown beyond doubt: what each side gave to what a request created. `equal` is whether nothing else
   * differs. False where the pair has to be looked at again.
   */
  settle(equal: boolean): boolean {
    const strength = equal ? strengths.born : strengths.tentative;
    const taken = this.#births.map((birth) => this.#values.ids.claim({ ...birth, strength }));
    const isOpen = this.#unknown > this.#births.length || taken.includes('contradicts');
    if (equal && !isOpen) this.learnEqual();
    return !isOpen && (equal || this.#births.length === 0);
  }

  /** Values that both sides show, of a pair that is in order and does not differ. */
  learnEqual(): void {
    for (const value of this.#equal) {
      this.#values.ids.claim({ primary: value, shadow: value, strength: strengths.read });
    }
  }

  #counterpart(path: string, value: Scalar, texts: ReadonlyMap<number, Scalar>): Scalar {
    const fingerprint = this.#fingerprintAt(path, value);
    if (fingerprint === undefined) return value;
    const known = this.#values.ids.primaryOf(fingerprint);
    if (known === undefined) {
      if (texts.has(fingerprint) && this.#equal.length < maxEqual) this.#equal.push(fingerprint);
      return value;
    }
    const text = texts.get(known);
    if (text === undefined || known === fingerprint || typeof text !== typeof value) return value;
    const replacement = typeof text === 'string' ? text : new JsonNumber(text.text);
    this.#translated.add(replacement);
    this.#translatedPaths.add(path);
    return replacement;
  }

  #fingerprintAt(path: string, value: Scalar): number | undefined {
    const text = textOf(value);
    const space = spaceOfValue(this.#fieldAt(path), text);
    return space?.oneToOne === true ? this.#values.fingerprintOf(space, text) : undefined;
  }

  #explainLink(primary: string, shadow: string, path: string): LeafVerdict {
    const parts = linkParts(primary, shadow);
    if (parts === undefined) return undefined;
    let isExplained = true;
    for (const part of parts) {
      const space = spaceOfValues(this.#fieldAt(part.path), part.primary, part.shadow);
      if (space === undefined) return undefined;
      const isLocation = path === 'header.location' && part === parts.at(-1);
      const verdict = this.#claim({
        primary: this.#values.fingerprintOf(space, part.primary),
        shadow: this.#values.fingerprintOf(space, part.shadow),
        strength: isLocation && this.#creates() ? strengths.born : strengths.read,
        oneToOne: space.oneToOne,
      });
      isExplained &&= verdict !== 'contradicts';
    }
    return isExplained ? generated : 'contradicts';
  }

  #explainOrder({ primary, shadow }: DifferingLeaf): LeafVerdict {
    const original = this.#originals.get(shadow);
    if (!Array.isArray(primary) || !Array.isArray(original)) return undefined;
    return areInOrderOfOwnIds(primary, original) ? generated : undefined;
  }

  #claim({ oneToOne, ...pair }: IdPair & { readonly oneToOne: boolean }): LeafVerdict {
    const { ids } = this.#values;
    if (!oneToOne) {
      ids.replace(pair);
      return generated;
    }
    // What the client named was not given out for it, so that the shadow has to answer the same.
    if (this.#isNamed(pair.primary)) return this.#contradicts();
    const claimed: Claimed = this.#learns ? ids.claim(pair) : ids.weigh(pair);
    if (claimed === 'contradicts') return this.#contradicts();
    if (claimed === 'learned' && !this.#learns) {
      this.#unknown += 1;
      if (pair.strength === strengths.born) this.#births.push(pair);
    }
    return generated;
  }

  #isNamed(primary: number): boolean {
    this.#named ??= new Set(
      this.#context
        .named()
        .filter(({ oneToOne }) => oneToOne)
        .map(({ fingerprint }) => fingerprint),
    );
    return this.#named.has(primary);
  }

  #contradicts(): 'contradicts' {
    if (this.#learns) this.#values.countContradiction();
    return 'contradicts';
  }

  #explainClock(
    primary: ClockValue | undefined,
    shadow: ClockValue | undefined,
    path: string,
    text: string,
  ): boolean {
    if (primary === undefined || shadow === undefined) return false;
    const { endpoint, isWrite, policy, pair } = this.#context;
    if (isWrite && mentions(pair.primary, text)) return false;
    const { ids, clockForms } = this.#values;
    if (!clockForms.areAlike(`${endpoint} ${path}`, primary, shadow)) return false;
    const skewUs = policy.clockSkewMs * 1_000;
    if (isOfExchange(primary, shadow, this.#spans, skewUs)) {
      if (isWrite) {
        for (const unitUs of rememberedUnitsUs) {
          ids.claim(this.#values.clockPair(primary.instantUs, shadow.instantUs, unitUs));
        }
      }
      return true;
    }
    if (isAsFarApart(primary, shadow, this.#spans, skewUs)) return true;
    const unitUs = primary.granuleUs >= 1_000_000 ? 1_000_000 : 1_000;
    const known = this.#values.clockPair(primary.instantUs, shadow.instantUs, unitUs);
    return ids.shadowOf(known.primary) === known.shadow;
  }

  /** Whether the place is the id of what the request creates. */
  #isBirth(path: string, space: string): boolean {
    if (!this.#creates() || /\[\]|\{\}/.test(path)) return false;
    const { endpoint } = this.#context;
    return endpoint.includes(' mutation ') || space === entityOfEndpoint(endpoint);
  }

  #creates(): boolean {
    const { isWrite, pair } = this.#context;
    return isWrite && pair.primary.request.method === 'POST' && [pair.primary, pair.shadow].every(isTaken);
  }

  #fieldAt(path: string) {
    return this.#values.fieldAt(this.#context.endpoint, path, this.#context.policy);
  }
}

function isTaken({ response: { status } }: Exchange): boolean {
  return status >= 200 && status < 300;
}

/** The client said this time, so no clock did. */
function mentions({ request: { body, path } }: Exchange, text: string): boolean {
  if (path.includes(text)) return true;
  return body !== undefined && Buffer.from(body.data).includes(text);
}

function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof JsonNumber ? value.text : undefined;
}
