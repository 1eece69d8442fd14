import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../comparator/exchange/exchange.ts';
import { exchange, pair } from '../../makers/exchange.ts';
import { openPipeline, orders } from '../../makers/open-pipeline.ts';

const key = 'tenant-1';
const at = (startMs: number) => ({ startedAtUs: startMs * 1_000, endedAtUs: (startMs + 100) * 1_000 });

/** A write that only the primary has made. */
function refused(number: number): Exchange[] {
  const request = { method: 'PUT', path: '/docs/1' };
  const { primary, shadow } = pair({ number, key, request, ...at(1_000) }, { shadow: { status: 409 } });
  return [primary, shadow];
}

function differingRead(number: number, path = '/docs/1'): Exchange[] {
  const { primary, shadow } = pair(
    { number, key, request: { path }, ...at(100_000 + 1_000 * number) },
    { shadow: { body: '{"total":"9.00"}' } },
  );
  return [primary, shadow];
}

async function afterRefusedWrite() {
  const first = await openPipeline();
  first.receive(...refused(1));
  first.pass(1_000);
  await first.report();
  return first;
}

describe('a comparator that starts again', () => {
  test('knows which data have drifted, and reports nothing that follows', async () => {
    const { store } = await afterRefusedWrite();
    const next = await openPipeline([orders], { store });
    next.receive(...differingRead(2), ...differingRead(3, '/docs'));
    next.pass(1_000);
    const { findings, ledger } = await next.report();
    expect(findings).toMatchObject([{ endpoint: 'PUT /docs/{id}', class: 'status', count: 1 }]);
    expect(ledger.fates).toMatchObject({ compared: 1, tainted: 2 });
    expect(ledger.setAside).toEqual([
      { fate: 'tainted', cause: 'one-sided-write', endpoint: 'GET /docs', requests: 1 },
      { fate: 'tainted', cause: 'one-sided-write', endpoint: 'GET /docs/{id}', requests: 1 },
    ]);
  });

  test('and once more', async () => {
    const { store } = await afterRefusedWrite();
    await (await openPipeline([orders], { store })).report();
    const third = await openPipeline([orders], { store });
    third.receive(...differingRead(2));
    third.pass(1_000);
    expect(third.told).toEqual(['tainted one-sided-write']);
  });

  test('has forgotten it where the shadow was filled anew meanwhile', async () => {
    const { store } = await afterRefusedWrite();
    const next = await openPipeline([{ ...orders, cycle: { number: 2, gaps: [] } }], { store });
    next.receive(...differingRead(2));
    next.pass(1_000);
    expect(next.told).toEqual(['compared differing']);
  });
});

describe('a comparator that starts again beside a control', () => {
  const controlled = { ...orders, controlled: true, controlOwnsDatabase: true };
  const other = { body: '{"total":"9.00"}' };

  /** A read on which only this side differs. */
  function readOn(number: number, side: 'shadow' | 'control'): Exchange[] {
    const both = { number, key, request: { path: `/docs/${number}` }, ...at(100_000 + 1_000 * number) };
    const { primary, shadow } = pair(both, { shadow: side === 'shadow' ? other : {} });
    return [
      primary,
      shadow,
      exchange({ ...both, ...(side === 'control' && other), key: undefined, side: 'control' }),
    ];
  }

  /** A write that all but this side have made. */
  function refusedBy(side: 'shadow' | 'control'): Exchange[] {
    const both = { number: 1, key, request: { method: 'PUT', path: '/docs/1' }, ...at(1_000) };
    const refusal = { status: 409 };
    const { primary, shadow } = pair(both, { shadow: side === 'shadow' ? refusal : {} });
    return [
      primary,
      shadow,
      exchange({ ...both, ...(side === 'control' && refusal), key: undefined, side: 'control' }),
    ];
  }

  test.each<['shadow' | 'control', string[], string[]]>([
    ['control', ['compared differing', 'compared identical'], ['equal', 'tainted']],
    ['shadow', ['compared identical', 'tainted one-sided-write'], ['differing', 'unused']],
  ])('knows that the data of the %s have drifted, and of no other', async (side, fates, controls) => {
    const first = await openPipeline([controlled]);
    first.receive(...refusedBy(side));
    first.pass(1_000);
    await first.report();
    const next = await openPipeline([controlled], { store: first.store });
    next.receive(...readOn(2, 'shadow'), ...readOn(3, 'control'));
    next.pass(1_000);
    const told = next.told.sort();
    expect(told).toEqual([...fates, ...controls.map((outcome) => `control ${outcome}`)].sort());
  });
});

describe('a shadow that is filled anew', () => {
  test('has not drifted, for this comparator and for the next', async () => {
    const it = await afterRefusedWrite();
    const filledAnew = { ...orders, cycle: { number: 2, gaps: [] } };
    it.migrations.replace([filledAnew]);
    it.receive(...differingRead(2));
    it.pass(1_000);
    expect(it.told.at(-1)).toBe('compared differing');
    await it.report();
    const next = await openPipeline([filledAnew], { store: it.store });
    next.receive(...differingRead(3));
    next.pass(1_000);
    expect(next.told).toEqual(['compared differing']);
  });
});
