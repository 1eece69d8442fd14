import { describe, expect, test } from 'vitest';
import { pair } from '../../makers/exchange.ts';
import { openPipeline } from '../../makers/open-pipeline.ts';

interface Said {
  readonly what: string;
  readonly primary: unknown;
  readonly shadow: unknown;
  readonly shadowStatus?: number;
}

/** Asks one after the other, a second apart, and returns how the last ended. */
async function endOfLast(said: readonly Said[]): Promise<string | undefined> {
  const it = await openPipeline();
  for (const [index, { what, primary, shadow, shadowStatus = 200 }] of said.entries()) {
    const [method = '', path = ''] = what.split(' ');
    const startedAtUs = (index + 1) * 1_000_000;
    const halves = pair(
      {
        number: index + 1,
        key: 'tenant-1',
        request: { method, path },
        startedAtUs,
        endedAtUs: startedAtUs + 10_000,
      },
      {
        primary: { body: JSON.stringify(primary) },
        shadow: { body: JSON.stringify(shadow), status: shadowStatus },
      },
    );
    it.receive(halves.primary, halves.shadow);
    it.pass(1_000);
  }
  return it.told.at(-1);
}

const created = (name: string, ids: readonly [primary: number, shadow: number]): Said => ({
  what: 'POST /docs',
  primary: { id: ids[0], name },
  shadow: { id: ids[1], name },
});
/** From here on the key's data may differ. */
const refused: Said = { what: 'PUT /docs/7', primary: {}, shadow: {}, shadowStatus: 409 };
const doc = (id: number, name: string) => ({ id, name });
const differing: Said = {
  what: 'GET /docs',
  primary: { docs: [doc(5_001, 'one')] },
  shadow: { docs: [doc(9_001, 'another')] },
};

describe('on data that may have drifted', () => {
  const unknown: Said = {
    what: 'GET /docs',
    primary: { docs: [doc(5_001, 'one')] },
    shadow: { docs: [doc(9_001, 'one')] },
  };

  test('answers in which only ids differ that nobody knows yet are equal', async () => {
    expect(await endOfLast([refused, unknown])).toBe('compared identical');
  });

  test('and once the ids are known, such answers tell that these data have not drifted', async () => {
    expect(await endOfLast([refused, differing])).toBe('tainted one-sided-write');
    expect(await endOfLast([refused, unknown, unknown, differing])).toBe('compared differing');
  });

  test('equal answers in the order of ids that were given out otherwise tell nothing of the kind', async () => {
    const creations = [created('one', [5_001, 9_002]), created('two', [5_002, 9_001])];
    const reordered: Said = {
      what: 'GET /docs',
      primary: { docs: [doc(5_002, 'two'), doc(5_001, 'one')] },
      shadow: { docs: [doc(9_002, 'one'), doc(9_001, 'two')] },
    };
    expect(await endOfLast([...creations, refused, reordered])).toBe('compared identical');
    expect(await endOfLast([...creations, refused, reordered, reordered, differing])).toBe(
      'tainted one-sided-write',
    );
  });
});
