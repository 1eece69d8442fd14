import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesInJson, kindsInJson } from '../../makers/differences-in-json.ts';

/** Names that no rule folds, some of which are keys of elements. */
const name = fc.constantFrom('id', 'name', 'code', 'price', 'items', 'note', 'total');
const leaf = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.integer(),
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, tie('array'), tie('object')),
  array: fc.array(tie('tree'), { maxLength: 5 }),
  object: fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
}));

const record = fc.dictionary(name, tree, { maxKeys: 5 });
const records = fc.oneof(
  fc.array(record, { maxLength: 12 }),
  fc.array(leaf, { maxLength: 12 }),
  fc.array(tree, { maxLength: 12 }),
);

interface Place {
  readonly path: string;
  readonly write: (value: unknown) => void;
}

/** Every leaf of a value, with its path as Umbra would write it. */
function places(value: unknown, path: string, write: (value: unknown) => void): Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, at) => places(element, `${path}[]`, (changed) => (value[at] = changed)));
  }
  if (typeof value === 'object' && value !== null) {
    const members = value as Record<string, unknown>;
    return Object.keys(members).flatMap((key) =>
      places(members[key], `${path}.${key}`, (changed) => (members[key] = changed)),
    );
  }
  return [{ path, write }];
}

const swapped: Readonly<Record<string, string>> = {
  'missing-field': 'extra-field',
  'extra-field': 'missing-field',
};

describe('comparing any JSON', () => {
  test('a value has no difference to itself, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(kindsInJson(JSON.stringify(value), JSON.stringify(value, undefined, 2))).toEqual([]);
      }),
    );
  });

  test('values without a difference are the same value', () => {
    fc.assert(
      fc.property(record, record, (primary, shadow) => {
        fc.pre(kindsInJson(JSON.stringify(primary), JSON.stringify(shadow)).length === 0);
        expect(JSON.parse(JSON.stringify(shadow))).toEqual(JSON.parse(JSON.stringify(primary)));
      }),
    );
  });

  test('one changed leaf is one difference, exactly at its path', () => {
    fc.assert(
      fc.property(record, fc.nat(), (value, seed) => {
        const primary = JSON.stringify(value);
        const copy = JSON.parse(primary) as unknown;
        const leaves = places(copy, '$', () => undefined);
        fc.pre(leaves.length > 0);
        const place = leaves[seed % leaves.length];
        place?.write('\u0001 changed');
        const found = differencesInJson(primary, JSON.stringify(copy));
        expect(found.map(({ path }) => path)).toEqual([place?.path]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('an array in another order is one difference', () => {
    const shuffled = records.chain((array) =>
      fc.tuple(fc.constant(array), fc.shuffledSubarray<unknown>(array, { minLength: array.length })),
    );
    fc.assert(
      fc.property(shuffled, ([array, permuted]) => {
        const [primary, shadow] = [JSON.stringify(array), JSON.stringify(permuted)];
        fc.pre(kindsInJson(primary, shadow).length > 0);
        expect(kindsInJson(primary, shadow)).toEqual(['order $']);
      }),
    );
  });

  test('one element inserted or removed anywhere is one difference', () => {
    fc.assert(
      fc.property(records, tree, fc.nat(), (array, inserted, seed) => {
        const [shorter, longer] = [
          JSON.stringify(array),
          JSON.stringify(array.toSpliced(seed % (array.length + 1), 0, inserted)),
        ];
        expect(kindsInJson(shorter, longer)).toEqual(['length $']);
        expect(kindsInJson(longer, shorter)).toEqual(['length $']);
      }),
      { numRuns: 500 },
    );
  });

  test('swapping the sides swaps missing and extra, and finds the same places', () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        const [primary, shadow] = [JSON.stringify(a), JSON.stringify(b)];
        const presence = (x: string, y: string) =>
          differencesInJson(x, y).filter(({ class: kind }) => kind in swapped);
        const there = presence(primary, shadow).map(
          ({ class: kind, path }) => `${swapped[kind] ?? ''} ${path}`,
        );
        const back = presence(shadow, primary).map(({ class: kind, path }) => `${kind} ${path}`);
        const objectsOnly = !primary.includes('[');
        if (objectsOnly) expect(back.sort()).toEqual(there.sort());
        expect(differencesInJson(shadow, primary).length > 0).toBe(
          differencesInJson(primary, shadow).length > 0,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('cost', () => {
  const elapsed = (work: () => void) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const list = (length: number, element: (at: number) => unknown) =>
    JSON.stringify(Array.from({ length }, (_, at) => element(at)));

  // Each takes well under 300 ms on an idle core; without its bound it would take minutes.
  test.each([
    ['10,000 members, all changed', () => [map(10_000, 1), map(10_000, 2)] as const],
    [
      '20,000 numbers, none in common',
      () => [list(20_000, (at) => at), list(20_000, (at) => -at - 1)] as const,
    ],
    [
      '20,000 numbers, every third changed',
      () => [list(20_000, (at) => at), list(20_000, (at) => (at % 3 ? at : -at))] as const,
    ],
    [
      'many arrays, each costly to align',
      () => [list(200, () => numbers(1)), list(200, () => numbers(2))] as const,
    ],
    [
      '5,000 objects with nothing in common and one more',
      () => [objects(5_000, 1), objects(5_001, 2)] as const,
    ],
    [
      '20,000 equal elements against others',
      () => [list(20_000, () => 1), list(20_000, (at) => at % 2)] as const,
    ],
  ])('of %s is bounded', (_, bodies) => {
    const [primary, shadow] = bodies();
    expect(elapsed(() => kindsInJson(primary, shadow))).toBeLessThan(3_000);
  });

  function map(size: number, value: number): string {
    return JSON.stringify(Object.fromEntries(Array.from({ length: size }, (_, at) => [`k${at}`, value])));
  }
  function numbers(factor: number): number[] {
    return Array.from({ length: 200 }, (_, at) => (at * 7919 * factor) % 211);
  }
  function objects(length: number, offset: number): string {
    return list(length, (at) => ({ a: at * 10 + offset, b: at * 10 + offset + 5, c: 'x' }));
  }
});
