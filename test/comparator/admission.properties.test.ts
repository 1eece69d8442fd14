import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Side } from '../../comparator/exchange/exchange.ts';
import { DocumentStore, type StoreRequest } from '../makers/document-store.ts';
import { exchange } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';

/** When one side serves a request: it sees and changes the data at one moment within its span. */
interface Serving {
  readonly startUs: number;
  readonly effectUs: number;
  readonly endUs: number;
  /** When the comparator hears of it. */
  readonly heardMs: number;
}

type Mirroring =
  | 'mirrored'
  /** No copy is made, and the route says so. */
  | 'too-large'
  /** No copy is made, and nothing says so. */
  | 'overflowed'
  /** The copy is made, and its log entry lost. */
  | 'unheard'
  /** The copy is answered as usual, and changes nothing: a defect. */
  | 'update-lost';

interface Planned extends Record<Exclude<Side, 'control'>, Serving> {
  readonly request: StoreRequest;
  readonly mirroring: Mirroring;
}

type Asked = Omit<StoreRequest, 'tenant'>;

const tenant = 'tenant-1';

const documentRequest: fc.Arbitrary<Asked> = fc
  .record({
    path: fc.constantFrom('/docs/one', '/docs/two', '/docs/three'),
    method: fc.constantFrom('GET', 'GET', 'GET', 'PUT', 'PUT', 'POST', 'DELETE'),
    value: fc.constantFrom('red', 'green', 'blue'),
  })
  .map(({ path, method, value }) => ({ path, method, body: { value } }));
const listRequest = fc.constant<Asked>({ method: 'GET', path: '/docs' });
/** Carries one document's drift into another, which only a key tells. */
const copyRequest = fc.constant<Asked>({ method: 'POST', path: '/docs/one/copy', body: { from: 'two' } });

const keylessRequest = fc.oneof({ weight: 5, arbitrary: documentRequest }, listRequest);
const keyedRequest = fc.oneof({ weight: 5, arbitrary: keylessRequest }, copyRequest);

const mostlyMirrored = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Mirroring>('mirrored') },
  { weight: 1, arbitrary: fc.constantFrom<Mirroring>('too-large', 'overflowed', 'unheard') },
);

/** Starts up to 50 ms after `atMs`, and takes up to 200 ms. */
function serving(atMs: number): fc.Arbitrary<Serving> {
  const us = (maxMs: number) => fc.integer({ min: 0, max: maxMs * 1_000 });
  return fc.tuple(us(50), us(100), us(100), us(300)).map(([delay, before, after, late]) => {
    const startUs = atMs * 1_000 + delay;
    const effectUs = startUs + before;
    const endUs = effectUs + after;
    return { startUs, effectUs, endUs, heardMs: (endUs + late) / 1_000 };
  });
}

/** Requests that meet one another in every way, in another on each side; some crowds are dense, some have quiet moments. */
function crowd(asked: fc.Arbitrary<Asked>, mirroring: fc.Arbitrary<Mirroring>): fc.Arbitrary<Planned[]> {
  const planned = (lastMs: number) =>
    fc.integer({ min: 0, max: lastMs }).chain((atMs) =>
      fc.record<Planned>({
        request: asked.map((request) => ({ tenant, ...request })),
        primary: serving(atMs),
        shadow: serving(atMs),
        mirroring,
      }),
    );
  const lastMs = fc.constantFrom(1_000, 5_000, 40_000);
  return lastMs.chain((last) => fc.array(planned(last), { minLength: 5, maxLength: 60 }));
}

/** One request after the other, long after the crowd has gone. */
function calm(requests: readonly (readonly [Asked, Mirroring?])[]): Planned[] {
  return requests.map(([asked, mirroring = 'mirrored'], index) => {
    const startUs = (60 + index) * 1_000_000;
    const at = {
      startUs,
      effectUs: startUs + 10_000,
      endUs: startUs + 20_000,
      heardMs: startUs / 1_000 + 200,
    };
    return { request: { tenant, ...asked }, mirroring, primary: at, shadow: at };
  });
}

/** What the comparator hears, in that order. Each side answers from a store of its own, in the order of that side's effects. */
function heard(plan: readonly Planned[], key: string | undefined) {
  const numbered = [...plan]
    .sort((one, other) => one.primary.startUs - other.primary.startUs)
    .map((planned, index) => ({ ...planned, number: index + 1 }));
  const answeredBy = (side: Exclude<Side, 'control'>) => {
    const store = new DocumentStore();
    return numbered
      .filter(({ mirroring }) => side === 'primary' || !['too-large', 'overflowed'].includes(mirroring))
      .sort((one, other) => one[side].effectUs - other[side].effectUs)
      .map(({ request, mirroring, number, [side]: at }) => {
        const forgetful = side === 'shadow' && mirroring === 'update-lost';
        const { status, body } = store.answer(request, { forgetful });
        const half = exchange({
          side,
          number,
          key: side === 'primary' ? key : undefined,
          route: mirroring === 'too-large' ? 'too-large' : 'mirror',
          request: { method: request.method, path: request.path },
          startedAtUs: at.startUs,
          endedAtUs: at.endUs,
          status,
          body: body === undefined ? '' : JSON.stringify(body),
        });
        return { half, mirroring, heardMs: at.heardMs };
      });
  };
  return [
    ...answeredBy('primary'),
    ...answeredBy('shadow').filter(({ mirroring }) => mirroring !== 'unheard'),
  ].sort((one, other) => one.heardMs - other.heardMs);
}

async function reportOf(plan: readonly Planned[], key: string | undefined) {
  const pipeline = await openPipeline([{ ...orders, keyed: key !== undefined }]);
  let nowMs = 0;
  for (const { half, heardMs } of heard(plan, key)) {
    const waitMs = Math.floor((heardMs - nowMs) / 50) * 50;
    pipeline.pass(waitMs);
    nowMs += waitMs;
    pipeline.receive(half);
  }
  pipeline.pass(30_000);
  return pipeline.report();
}

test.each([
  ['of one key', keyedRequest, tenant],
  ['without a key', keylessRequest, undefined],
])(
  'requests %s, however they meet and whichever copies are missing, show no difference between equal programs',
  async (_, asked, key) => {
    await fc.assert(
      fc.asyncProperty(crowd(asked, mostlyMirrored), async (plan) => {
        const { findings, ledger } = await reportOf(plan, key);
        expect(findings).toEqual([]);
        expect(ledger).toMatchObject({ balanced: true, inFlight: 0 });
      }),
      { numRuns: 300 },
    );
  },
);

test('an update that the shadow loses is found where the same was read before, whatever has raced before that', async () => {
  const path = '/docs/two';
  const lost = calm([
    // The crowd may have left the document, and its version, different for good: it begins anew.
    [{ method: 'DELETE', path }],
    [{ method: 'PUT', path, body: { value: 'first' } }],
    [{ method: 'GET', path }],
    [{ method: 'PUT', path, body: { value: 'second' } }, 'update-lost'],
    [{ method: 'GET', path }],
  ]);
  await fc.assert(
    fc.asyncProperty(crowd(keyedRequest, fc.constant('mirrored')), async (plan) => {
      const { findings } = await reportOf([...plan, ...lost], tenant);
      const places = findings.map((finding) => `${finding.endpoint} ${finding.path} ${finding.class}`);
      expect(places.sort()).toEqual(['GET /docs/two $.value value', 'GET /docs/two $.version value']);
    }),
    { numRuns: 100 },
  );
});
