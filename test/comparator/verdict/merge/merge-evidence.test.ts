import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../../comparator/verdict/judge.ts';
import {
  mergeEvidence,
  UnmergeableEvidenceError,
} from '../../../../comparator/verdict/merge/merge-evidence.ts';
import type { EvidenceDocument } from '../../../../comparator/verdict/evidence-document.ts';
import { anyPair, recorded } from '../../../makers/any-evidence.ts';
import {
  aRule,
  evidenceDocument,
  evidenceEnd,
  evidenceStart,
  findingEvidence,
} from '../../../makers/evidence.ts';

const somePairs = fc.array(anyPair, { maxLength: 40 });

describe('adding up', () => {
  test('the parts come to the whole, whoever saw what', () => {
    fc.assert(
      fc.property(fc.array(somePairs, { minLength: 1, maxLength: 4 }), (parts) => {
        const whole = mergeEvidence([recorded(parts.flat())]);
        expect(mergeEvidence(parts.map((part) => recorded(part)))).toEqual(whole);
      }),
    );
  });

  test('in any order and grouping it comes to the same', () => {
    fc.assert(
      fc.property(somePairs, somePairs, somePairs, (one, other, third) => {
        const [a, b, c] = [recorded(one), recorded(other), recorded(third)];
        const together = mergeEvidence([a, b, c]);
        expect(mergeEvidence([c, a, b])).toEqual(together);
        expect(mergeEvidence([mergeEvidence([a, b]), c])).toEqual(together);
        expect(mergeEvidence([a, mergeEvidence([b, c])])).toEqual(together);
      }),
    );
  });

  test('the verdict on what was merged is that on the whole', () => {
    fc.assert(
      fc.property(somePairs, somePairs, (one, other) => {
        const merged = judge(mergeEvidence([recorded(one), recorded(other)]), evidenceEnd);
        const whole = judge(recorded([...one, ...other]), evidenceEnd);
        expect([merged.outcome, merged.rest.k, merged.population]).toEqual([
          whole.outcome,
          whole.rest.k,
          whole.population,
        ]);
        // Endpoints are added up in another order, so the last digit may be another.
        expect(Math.log(merged.rest.eFail)).toBeCloseTo(Math.log(whole.rest.eFail), 9);
      }),
    );
  });

  test('books agree only where all do, and gaps of any are gaps', () => {
    const gap = { reason: 'halted', from: evidenceStart, to: null } as const;
    const merged = mergeEvidence([
      evidenceDocument(),
      evidenceDocument({
        ledger: {
          fates: { compared: 5, raced: 2 },
          reconciliation: { state: 'disagrees', disagreements: [{ equation: 'captured', requests: 3 }] },
        },
        dataCycle: { number: 1, gaps: [gap] },
      }),
    ]);
    expect(merged.ledger).toEqual({
      fates: { compared: 10_005, raced: 2 },
      reconciliation: { state: 'disagrees', disagreements: [{ equation: 'captured', requests: 3 }] },
    });
    expect(merged.dataCycle.gaps).toEqual([gap]);
  });

  test('without hashes, keys of two documents may be the same', () => {
    const withKeys = (keys: number): EvidenceDocument =>
      evidenceDocument({ findings: [findingEvidence({ path: '$.a', keys, count: keys })] });
    expect(mergeEvidence([withKeys(2), withKeys(1)]).findings).toMatchObject([{ keys: 2, count: 3 }]);
  });
});

describe('what does not add up', () => {
  test.each<[string, Partial<EvidenceDocument>, RegExp]>([
    ['another migration', { migration: 'carts' }, /its migration is "carts", that of document 1 is "orders"/],
    [
      'another epoch',
      { epoch: { ...evidenceDocument().epoch, id: 'epoch-2' } },
      /its epoch\.id is "epoch-2"/,
    ],
    ['other rules', { rules: [aRule()] }, /its rules is \[\{.*order-clock/],
    ['other gates', { gates: { ...evidenceDocument().gates, alpha: 0.01 } }, /its gates is \{"alpha":0\.01/],
  ])('is refused: %s', (_name, over, message) => {
    const merge = (): unknown => mergeEvidence([evidenceDocument(), evidenceDocument(over)]);
    expect(merge).toThrow(UnmergeableEvidenceError);
    expect(merge).toThrow(message);
  });

  test('nothing is refused', () => {
    expect(() => mergeEvidence([])).toThrow('There is no evidence to merge');
  });
});
