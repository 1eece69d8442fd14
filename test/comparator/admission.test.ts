import { describe, expect, test } from 'vitest';
import { pair, type ExchangeParts } from '../makers/exchange.ts';
import { openPipeline } from '../makers/open-pipeline.ts';

type Span = readonly [startMs: number, endMs: number];

interface Step {
  readonly what: string;
  readonly on: Span;
  /** On the shadow, where it is not as on the primary. */
  readonly shadowOn?: Span;
  readonly differs?: boolean;
  readonly key?: string | undefined;
  readonly primary?: ExchangeParts;
  readonly shadow?: ExchangeParts;
  readonly only?: 'primary';
}

const at = ([startMs, endMs]: Span): ExchangeParts => ({
  startedAtUs: startMs * 1_000,
  endedAtUs: endMs * 1_000,
});

/** Plays the steps in order, each heard of as it ends, and returns the fate of the last. */
async function fateOfLast(steps: readonly Step[]): Promise<string> {
  const it = await openPipeline();
  let nowMs = 0;
  for (const [index, step] of steps.entries()) {
    const { what, on, shadowOn = on, differs = false, only } = step;
    const key = 'key' in step ? step.key : 'tenant-1';
    const [method = '', path = ''] = what.split(' ');
    const halves = pair(
      { number: index + 1, key, request: { method, path } },
      {
        primary: { ...at(on), ...step.primary },
        shadow: { ...at(shadowOn), ...(differs ? { body: '{"total":"9.00"}' } : {}), ...step.shadow },
      },
    );
    const heardMs = Math.floor(Math.max(on[1], shadowOn[1]) / 50) * 50;
    it.pass(heardMs - nowMs);
    nowMs = Math.max(nowMs, heardMs);
    it.receive(halves.primary);
    if (only === undefined) it.receive(halves.shadow);
  }
  it.pass(1_000);
  return it.told.at(-1) ?? 'none';
}

const overlapping: readonly Step[] = [
  { what: 'PUT /docs/1', on: [1_000, 1_100], shadowOn: [1_000, 1_200] },
  { what: 'PUT /docs/1', on: [1_150, 1_180], shadowOn: [1_150, 1_250] },
];
const swapped: readonly Step[] = [
  { what: 'PUT /docs/1', on: [1_000, 1_100], shadowOn: [1_400, 1_500] },
  { what: 'PUT /docs/1', on: [1_200, 1_300], shadowOn: [1_200, 1_300] },
];
const differingRead: Step = { what: 'GET /docs/1', on: [5_000, 5_100], differs: true };
const equalRead: Step = { what: 'GET /docs/1', on: [3_000, 3_100] };

describe('a read that differs is', () => {
  test.each<[string, readonly Step[], string]>([
    ['tainted after writes that overlapped', overlapping, 'tainted order'],
    ['tainted after writes in another order', swapped, 'tainted order'],
    [
      'tainted after a write that only the primary took',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], shadow: { status: 409 } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a write that only the shadow took',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], primary: { status: 409 } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a write on which the shadow failed',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], shadow: { status: 500 } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a write that was shed',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], shadow: { status: 503, flags: ['UO'] } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a write whose client left',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], primary: { status: 0, flags: ['DC'] } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a write whose upload was cut',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], primary: { requestComplete: false } }],
      'tainted one-sided-write',
    ],
    [
      'tainted after a condition that the shadow alone found unmet',
      [
        {
          what: 'PUT /docs/1',
          on: [1_000, 1_100],
          primary: { request: { method: 'PUT', headers: { 'if-match': '"7"' } } },
          shadow: { status: 412 },
        },
      ],
      'tainted one-sided-write',
    ],
    ['evidence after writes in one order', [{ ...equalRead, what: 'PUT /docs/1' }], 'compared differing'],
    [
      'evidence after a write that both refused',
      [{ what: 'PUT /docs/1', on: [1_000, 1_100], primary: { status: 409 }, shadow: { status: 422 } }],
      'compared differing',
    ],
    [
      'evidence after another key’s writes raced',
      overlapping.map((step) => ({ ...step, key: 'tenant-2' })),
      'compared differing',
    ],
    ['evidence when it was read equal since', [...overlapping, equalRead], 'compared differing'],
    [
      'tainted when something else was read equal since',
      [...overlapping, { ...equalRead, what: 'GET /docs/2' }],
      'tainted order',
    ],
    [
      'tainted when another key read the same equal since',
      [...overlapping, { ...equalRead, key: 'tenant-2' }],
      'tainted order',
    ],
    [
      'tainted when it was read equal before',
      [{ ...equalRead, on: [500, 600] }, ...overlapping],
      'tainted order',
    ],
    [
      'tainted when it was read equal beside a write',
      [...overlapping, { ...equalRead, what: 'PUT /docs/1' }, { ...equalRead, on: [3_050, 3_150] }],
      'tainted order',
    ],
    [
      'evidence when a write came after it was read equal',
      [...overlapping, equalRead, { what: 'PUT /docs/1', on: [4_000, 4_100] }],
      'compared differing',
    ],
    [
      'tainted when a write that differs came after it was read equal',
      [...overlapping, equalRead, { what: 'POST /docs/1/copy', on: [4_000, 4_100], differs: true }],
      'tainted order',
    ],
    [
      'tainted when writes raced again after it was read equal',
      [
        ...overlapping,
        equalRead,
        ...overlapping.map((step) => ({
          ...step,
          on: [4_000, 4_100] as const,
          shadowOn: [4_000, 4_100] as const,
        })),
      ],
      'tainted order',
    ],
  ])('%s', async (_, before, expected) => {
    expect(await fateOfLast([...before, differingRead])).toBe(expected);
  });

  test('evidence when it ended before the writes that raced', async () => {
    expect(await fateOfLast([...overlapping, { ...differingRead, on: [800, 900] }])).toBe(
      'compared differing',
    );
  });

  test('tainted when it was equal only later', async () => {
    const late: readonly Step[] = [...overlapping, { ...equalRead, on: [6_000, 6_100] }];
    expect(await fateOfLast([...late, { ...differingRead, on: [5_800, 5_900] }])).toBe('tainted order');
  });
});

describe('a write that differs', () => {
  test('is evidence where it is the first that only one side took, and drift after that', async () => {
    const refused = (startMs: number): Step => ({
      what: 'PUT /docs/1',
      on: [startMs, startMs + 100],
      shadow: { status: 409 },
    });
    expect(await fateOfLast([refused(1_000)])).toBe('compared differing');
    expect(await fateOfLast([refused(1_000), refused(3_000)])).toBe('tainted one-sided-write');
  });
});

describe('long after a write of which no copy was made', () => {
  test.each<[string, Step]>([
    [
      'was told of',
      { what: 'PUT /docs/1', on: [1_000, 1_100], primary: { route: 'too-large' }, only: 'primary' },
    ],
    ['was heard of', { what: 'PUT /docs/1', on: [1_000, 1_100], only: 'primary' }],
  ])('a read that differs is tainted: none %s', async (_, uncopied) => {
    expect(await fateOfLast([uncopied, { ...differingRead, on: [90_000, 90_100] }])).toBe(
      'tainted one-sided-write',
    );
  });
});

describe('without a key, after writes that raced', () => {
  const raced = overlapping.map((step) => ({ ...step, key: undefined }));
  test.each([
    ['GET /docs/1', 'tainted order'],
    ['GET /docs/1/?page=2', 'tainted order'],
    ['GET /docs', 'tainted order'],
    ['GET /docs/2', 'compared differing'],
    ['GET /articles', 'compared differing'],
  ])('a differing %s is %s', async (what, expected) => {
    expect(await fateOfLast([...raced, { ...differingRead, what, key: undefined }])).toBe(expected);
  });

  test('a request that has a key is judged by its key', async () => {
    expect(await fateOfLast([...raced, differingRead])).toBe('compared differing');
  });
});
