import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchange } from '../../makers/exchange.ts';
import { IssuingStore, type Issuing, type IssuingRequest } from '../../makers/issuing-store.ts';
import { capturedBody } from '../../makers/pair-of-answers.ts';
import { openPipeline, orders } from '../../makers/open-pipeline.ts';

/** When one side serves a request, and when the comparator hears of it. */
interface Serving {
  readonly startUs: number;
  readonly effectUs: number;
  readonly endUs: number;
  readonly heardMs: number;
}

type Errand = 'place' | 'open' | 'change' | 'pay' | 'list' | 'latest';

interface Planned {
  readonly errand: Errand;
  /** Which of the orders that the client knows by then. */
  readonly which: number;
  readonly primary: Serving;
  readonly shadow: Serving;
}

const beginningUs = Date.UTC(2026, 10, 26) * 1_000;

function serving(atMs: number): fc.Arbitrary<Serving> {
  const us = (maxMs: number) => fc.integer({ min: 0, max: maxMs * 1_000 });
  return fc.tuple(us(50), us(100), us(100), us(300)).map(([delay, before, after, late]) => {
    const startUs = atMs * 1_000 + delay;
    const effectUs = startUs + before;
    const endUs = effectUs + after;
    return { startUs, effectUs, endUs, heardMs: (endUs + late) / 1_000 };
  });
}

const errand = fc.constantFrom<Errand>(
  'place',
  'place',
  'place',
  'open',
  'open',
  'change',
  'pay',
  'list',
  'latest',
);

const crowd = fc.constantFrom(1_000, 5_000, 40_000).chain((lastMs) =>
  fc.array(
    fc
      .integer({ min: 0, max: lastMs })
      .chain((atMs) =>
        fc.record<Planned>({ errand, which: fc.nat(50), primary: serving(atMs), shadow: serving(atMs) }),
      ),
    { minLength: 5, maxLength: 50 },
  ),
);

interface Program {
  readonly issuing: Issuing;
  readonly primary: number;
  readonly shadow: number;
}

interface Served {
  readonly planned: Planned;
  readonly number: number;
  readonly request: IssuingRequest;
  readonly status: number;
  readonly body: unknown;
}

/** The primary's answers. A client names what it was told before it asked. */
function servedByPrimary(plan: readonly Planned[], store: IssuingStore): Served[] {
  const known: { readonly id: number | string; readonly sinceUs: number }[] = [];
  return [...plan]
    .sort((one, other) => one.primary.startUs - other.primary.startUs)
    .map((planned, index) => ({ planned, number: index + 1 }))
    .sort((one, other) => one.planned.primary.effectUs - other.planned.primary.effectUs)
    .map(({ planned, number }) => {
      const { startUs, endUs, effectUs } = planned.primary;
      const seen = known.filter(({ sinceUs }) => sinceUs < startUs);
      const request = requestFor(planned, seen[planned.which % Math.max(1, seen.length)]?.id, number);
      const { status, body } = store.answer(request, beginningUs + effectUs);
      if (planned.errand === 'place')
        known.push({ id: (body as { id: number | string }).id, sinceUs: endUs });
      return { planned, number, request, status, body: structuredClone(body) };
    });
}

function requestFor({ errand }: Planned, id: number | string | undefined, number: number): IssuingRequest {
  if (errand === 'place') return { method: 'POST', path: '/orders', body: { note: `note ${number % 3}` } };
  if (errand === 'latest') return { method: 'GET', path: '/orders/latest' };
  if (errand === 'list' || id === undefined) return { method: 'GET', path: '/orders' };
  if (errand === 'pay') return { method: 'POST', path: '/payments', body: { orderId: id } };
  return errand === 'open'
    ? { method: 'GET', path: `/orders/${id}` }
    : { method: 'PATCH', path: `/orders/${id}`, body: { status: `status ${number}` } };
}

async function reportOf(plan: readonly Planned[], { issuing, primary, shadow }: Program) {
  const ofPrimary = servedByPrimary(plan, new IssuingStore(issuing, primary));
  const store = new IssuingStore(issuing, shadow);
  const ofShadow = [...ofPrimary]
    .sort((one, other) => one.planned.shadow.effectUs - other.planned.shadow.effectUs)
    .map((served) => {
      const { status, body } = store.answer(served.request, beginningUs + served.planned.shadow.effectUs);
      return { ...served, status, body: structuredClone(body) };
    });
  const halves = [
    ...ofPrimary.map((served) => halfOf(served, 'primary')),
    ...ofShadow.map((served) => halfOf(served, 'shadow')),
  ].sort((one, other) => one.heardMs - other.heardMs);

  const it = await openPipeline([{ ...orders, keyed: true }]);
  let nowMs = 0;
  for (const { half, heardMs } of halves) {
    const waitMs = Math.floor((heardMs - nowMs) / 50) * 50;
    it.pass(waitMs);
    nowMs += waitMs;
    it.receive(half);
  }
  it.pass(30_000);
  return it.report();
}

function halfOf({ planned, number, request, status, body }: Served, side: 'primary' | 'shadow') {
  const at = planned[side];
  const sent = request.body === undefined ? undefined : JSON.stringify(request.body);
  const half = exchange({
    side,
    number,
    key: side === 'primary' ? 'tenant-1' : undefined,
    request: {
      method: request.method,
      path: request.path,
      ...(sent !== undefined && {
        body: capturedBody(sent),
        headers: { 'content-type': 'application/json' },
      }),
    },
    startedAtUs: beginningUs + at.startUs,
    endedAtUs: beginningUs + at.endUs,
    status,
    body: JSON.stringify(body),
  });
  return { half, heardMs: at.heardMs };
}

test.each<[string, Program]>([
  ['sequences that are far apart', { issuing: 'sequence', primary: 1_000, shadow: 900_000 }],
  ['sequences that overlap', { issuing: 'sequence', primary: 1_000, shadow: 1_005 }],
  ['random UUIDs', { issuing: 'uuid', primary: 1, shadow: 2 }],
])('however requests meet, a shadow with %s shows no difference', async (_, program) => {
  await fc.assert(
    fc.asyncProperty(crowd, async (plan) => {
      const { findings, ledger } = await reportOf(plan, program);
      expect(findings).toEqual([]);
      expect(ledger).toMatchObject({ balanced: true, inFlight: 0 });
    }),
    { numRuns: 100 },
  );
});
