import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../comparator/verdict/judge.ts';
import type { EvidenceDocument } from '../../../comparator/verdict/evidence-document.ts';
import { anyPair, recorded, type RecordedPair } from '../../makers/any-evidence.ts';
import {
  documentWith,
  evidenceEnd,
  findingEvidence,
  patternEvidence,
  type PlantedPath,
} from '../../makers/evidence.ts';

const rank = { pass: 2, inconclusive: 1, fail: 0 } as const;

function rankOf(document: EvidenceDocument): number {
  return rank[judge(document, evidenceEnd).outcome];
}

const somePairs = fc.array(anyPair, { maxLength: 60 });

const planted = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom('$.a', '$.b', '$.c', '$.d'),
    keys: fc.constantFrom(1, 2, 3, 40),
    uncontrolled: fc.constantFrom(1, 3, 8, 40),
  }),
  { selector: ({ path }) => path, maxLength: 4 },
);

describe('a verdict', () => {
  test('does not depend on the order in which evidence is listed', () => {
    fc.assert(
      fc.property(somePairs, fc.nat(), (pairs, turn) => {
        const document = recorded(pairs);
        const turned = <T>(list: readonly T[]): T[] => {
          const at = list.length === 0 ? 0 : turn % list.length;
          return [...list.slice(at), ...list.slice(0, at)].reverse();
        };
        const other = judge(
          {
            ...document,
            patterns: turned(document.patterns),
            findings: turned(document.findings),
            endpoints: turned(document.endpoints),
          },
          evidenceEnd,
        );
        const one = judge(document, evidenceEnd);
        expect(other.outcome).toBe(one.outcome);
        expect(other.rest.k).toBe(one.rest.k);
        expect(Math.log(other.rest.eFail)).toBeCloseTo(Math.log(one.rest.eFail), 9);
        expect(new Set(other.reasons.map(({ text }) => text))).toEqual(
          new Set(one.reasons.map(({ text }) => text)),
        );
      }),
    );
  });

  test('always says why', () => {
    fc.assert(
      fc.property(somePairs, fc.boolean(), (pairs, controlled) => {
        const all = controlled ? pairs : pairs.map((pair): RecordedPair => ({ ...pair, controlled: false }));
        const { outcome, reasons } = judge(recorded(all, { controlled }), evidenceEnd);
        expect(reasons.length).toBeGreaterThan(0);
        const effects = new Set(reasons.map(({ effect }) => effect));
        expect(effects.has('fails')).toBe(outcome === 'fail');
        expect(effects.has('supports')).toBe(outcome === 'pass');
      }),
    );
  });

  test('is no better where a pair that was equal differs', () => {
    fc.assert(
      fc.property(
        planted,
        fc.integer({ min: 2_000, max: 60_000 }),
        (paths: readonly PlantedPath[], pairs) => {
          const before = documentWith(paths, { pairs });
          const one = findingEvidence({ path: '$.new' });
          const after = {
            ...before,
            findings: [...before.findings, one],
            patterns: [...before.patterns, patternEvidence({ shadowOnly: [one.id] })],
          };
          expect(rankOf(after)).toBeLessThanOrEqual(rankOf(before));
        },
      ),
    );
  });

  test('is no better where a finding is seen on one more pair and key', () => {
    fc.assert(
      fc.property(
        planted.filter((paths) => paths.length > 0),
        fc.boolean(),
        fc.integer({ min: 2_000, max: 60_000 }),
        (paths, controlled, pairs) => {
          const sides = paths.map(({ uncontrolled, ...path }): PlantedPath =>
            controlled ? { ...path, shadowOnly: uncontrolled } : { ...path, uncontrolled },
          );
          const more = sides.map((path, at): PlantedPath =>
            at > 0
              ? path
              : {
                  ...path,
                  keys: path.keys + 1,
                  shadowOnly: (path.shadowOnly ?? 0) + (controlled ? 1 : 0),
                  uncontrolled: (path.uncontrolled ?? 0) + (controlled ? 0 : 1),
                },
          );
          expect(rankOf(documentWith(more, { controlled, pairs }))).toBeLessThanOrEqual(
            rankOf(documentWith(sides, { controlled, pairs })),
          );
        },
      ),
    );
  });

  test('is no worse with more pairs that are equal', () => {
    fc.assert(
      fc.property(
        planted,
        fc.integer({ min: 600, max: 60_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (paths, pairs, more) => {
          expect(rankOf(documentWith(paths, { pairs: pairs + more }))).toBeGreaterThanOrEqual(
            rankOf(documentWith(paths, { pairs })),
          );
        },
      ),
    );
  });
});
