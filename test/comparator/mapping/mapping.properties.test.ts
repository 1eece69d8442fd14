import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../comparator/compare/json-value.ts';
import { compileMapping } from '../../../comparator/mapping/compile-mapping.ts';
import { comparedUnder } from '../../makers/declared-comparison.ts';
import { jsonValue } from '../../makers/differences-in-json.ts';
import { mappingSteps } from '../../makers/mapping-steps.ts';

const steps = mappingSteps(
  { move: '$.name', to: '$.title' },
  { split: '$.person', into: ['$.who.first', '$.who.last'], by: ' ' },
  { join: ['$.street', '$.house'], to: '$.address', by: ', ' },
  { scale: '$.items[].price', by: '100' },
  { move: '$.items[].sku', to: '$.items[].article.code' },
  { convert: '$.items[].count', to: 'text' },
  { enum: '$.items[].state', values: { open: 'OPEN', paid: 'PAID' } },
  { default: '$.items[].tags', value: 'none' },
  { remove: '$.legacy' },
);

interface OldItem {
  price?: number;
  sku?: string;
  count?: number;
  state?: string;
  note?: string;
}

interface Old {
  name?: string;
  person?: string;
  street?: string;
  house?: string;
  legacy?: unknown;
  other: unknown;
  items: OldItem[];
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '"', '1'), minLength: 1, maxLength: 5 });

const oldDocument = fc.record<Old>(
  {
    name: word,
    person: fc.tuple(word, word).map((parts) => parts.join(' ')),
    street: word,
    house: word,
    legacy: fc.jsonValue({ maxDepth: 1 }),
    other: fc.jsonValue({ maxDepth: 2 }),
    items: fc.array(
      fc.record<OldItem>(
        {
          price: fc.integer({ min: -1_000, max: 1_000 }),
          sku: word,
          count: fc.nat(),
          state: fc.constantFrom('open', 'paid', 'lost'),
          note: word,
        },
        { requiredKeys: ['note'] },
      ),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: ['items', 'other'] },
);

/** What the steps say, written for these documents alone. */
function asNew(old: Old): Record<string, unknown> {
  const { name, person, street, house, items, other } = old;
  const [first, ...last] = person?.split(' ') ?? [];
  return {
    other,
    ...(name !== undefined && { title: name }),
    ...(person !== undefined && { who: { first, last: last.join(' ') } }),
    ...(street !== undefined && house !== undefined
      ? { address: `${street}, ${house}` }
      : { ...(street !== undefined && { street }), ...(house !== undefined && { house }) }),
    items: items.map(({ price, sku, count, state, note }) => ({
      note,
      tags: 'none',
      ...(price !== undefined && { price: price * 100 }),
      ...(sku !== undefined && { article: { code: sku } }),
      ...(count !== undefined && { count: String(count) }),
      ...(state !== undefined && { state: state === 'lost' ? state : state.toUpperCase() }),
    })),
  };
}

describe('a shadow on the new schema', () => {
  test('that answers exactly what the mapping makes of the primary’s answer shows no difference', () => {
    fc.assert(
      fc.property(oldDocument, (old) => {
        const { differences } = comparedUnder(
          { mapping: steps },
          JSON.stringify(old),
          JSON.stringify(asNew(old)),
        );
        expect(differences).toEqual([]);
      }),
    );
  });

  test('with any one other change shows one', () => {
    fc.assert(
      fc.property(oldDocument, fc.nat(), (old, choice) => {
        const primary = JSON.stringify(old);
        const changed = asNew(old);
        const places = leavesOf(changed);
        fc.pre(places.length > 0);
        places[choice % places.length]?.();
        const { differences } = comparedUnder({ mapping: steps }, primary, JSON.stringify(changed));
        expect(differences.length).toBeGreaterThan(0);
      }),
    );
  });

  test('that is whole or cut anywhere, while the primary is cut, shows no difference either', () => {
    fc.assert(
      fc.property(oldDocument, fc.nat(), fc.option(fc.nat()), (old, one, other) => {
        const [before, after] = [JSON.stringify(old), JSON.stringify(asNew(old))];
        const cut = (body: string, at: number) => ({
          body: Buffer.from(body).subarray(0, 1 + (at % Buffer.byteLength(body))),
          totalBytes: 100_000,
        });
        const { differences } = comparedUnder(
          { mapping: steps },
          cut(before, one),
          other === null ? after : cut(after, other),
        );
        expect(differences).toEqual([]);
      }),
    );
  });
});

/** Ways to change a document in one place. */
function leavesOf(value: object): (() => void)[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const below = typeof member === 'object' && member !== null ? leavesOf(member) : [];
    const change = () => {
      (value as Record<string, unknown>)[name] = member === 'changed' ? 'otherwise' : 'changed';
    };
    return [change, ...below];
  });
}

test('whatever the document, a mapping leaves alone what it does not name', () => {
  const strangers = mappingSteps(
    { move: '$.q1', to: '$.q2' },
    { scale: '$.x[].q3', by: '2' },
    { default: '$.q4', value: 1 },
    { remove: '$.q5' },
  );
  const mapping = compileMapping(strangers.map((step, at) => ({ step, by: { kind: 'mapping', step: at } })));
  const withoutDefault = (value: JsonValue): unknown =>
    JSON.parse(write(value), (name, member: unknown) => (name === 'q4' ? undefined : member));
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const before = jsonValue(text);
      const { document } = mapping?.(before, new Set(), () => undefined) ?? { document: null };
      expect(withoutDefault(document)).toEqual(withoutDefault(before));
    }),
  );
});

test('a document that no step applies to comes back itself', () => {
  const mapping = compileMapping(
    mappingSteps({ move: '$.a', to: '$.b' }, { scale: '$.x[].y', by: '2' }, { remove: '$.m{}.z' }).map(
      (step, at) => ({ step, by: { kind: 'mapping', step: at } }),
    ),
  );
  const before = jsonValue('{"x":[{"n":1}],"m":{"1":{"n":2}}}');
  expect(mapping?.(before, new Set(), () => undefined)).toEqual({ document: before, accountsFor: [] });
  expect(mapping?.(before, new Set(), () => undefined).document).toBe(before);
});

function write(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  if ('names' in value) {
    const members = value.values.map(
      (member, at) => `${JSON.stringify(value.names.list[at])}:${write(member)}`,
    );
    return `{${members.join()}}`;
  }
  return value.text;
}
