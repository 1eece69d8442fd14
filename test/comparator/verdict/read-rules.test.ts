import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../comparator/rules/rule.ts';
import type { EvidenceDocument } from '../../../comparator/verdict/evidence-document.ts';
import { judge } from '../../../comparator/verdict/judge.ts';
import {
  anEndpoint,
  aRule,
  documentWith,
  endpointEvidence,
  evidenceDocument,
  evidenceEnd,
} from '../../makers/evidence.ts';

const clock = { path: '$.createdAt', keys: 40, uncontrolled: 900 };

function judged(rules: readonly Rule[], planted = [clock], over: Partial<EvidenceDocument> = {}) {
  const verdict = judge(documentWith(planted, { rules, ...over }), evidenceEnd);
  return {
    outcome: verdict.outcome,
    codes: verdict.reasons.map(({ code }) => code),
    use: verdict.rules[0],
    verdict,
  };
}

describe('a rule in force', () => {
  test('hides what it names, and counts the pairs', () => {
    const { outcome, use } = judged([aRule()]);
    expect(outcome).toBe('pass');
    expect(use).toMatchObject({ standing: 'active', hits: 900, lastHit: evidenceEnd, owner: 'orders-team' });
  });

  test('hides nothing else of a pair', () => {
    const other = { path: '$.price', keys: 3, uncontrolled: 3 };
    const { outcome, verdict } = judged([aRule()], [clock, other]);
    expect(outcome).toBe('fail');
    expect(verdict.confirmed.map(({ path }) => path)).toEqual(['$.price']);
  });

  test('accounts for what it tolerated in comparing', () => {
    const tolerance = aRule({
      path: '$.price',
      expect: { kind: 'tolerance', absolute: '0.01', relative: undefined, timeMs: undefined },
    });
    const { use } = judged([tolerance], [], {
      explained: [
        {
          endpoint: anEndpoint,
          path: '$.price',
          class: 'value',
          by: { kind: 'rule', rule: tolerance.id },
          count: 17,
          lastSeen: evidenceEnd,
        },
      ],
    });
    expect(use).toMatchObject({ standing: 'active', hits: 17, lastHit: evidenceEnd });
  });
});

test('an expired rule hides nothing, and says so', () => {
  const { outcome, use } = judged([aRule({ expires: evidenceEnd })]);
  expect(outcome).toBe('fail');
  expect(use).toMatchObject({ standing: 'expired', hits: 900 });
  expect(judged([aRule({ expires: new Date(evidenceEnd.getTime() + 1) })]).outcome).toBe('pass');
});

test('a rule that nothing meets is stale', () => {
  expect(judged([aRule({ path: '$.name' })], []).use).toMatchObject({
    standing: 'stale',
    hits: 0,
    lastHit: null,
  });
});

describe('an over-broad rule', () => {
  test.each([
    ['hides more than half of the fields', aRule({ path: '$.**' }), '4 of the 4 fields of GET /orders/{id}'],
    ['hides the status', aRule({ path: 'status' }), 'the status of GET /orders/{id}'],
  ])('blocks where it %s, unless forced', (_name, rule, what) => {
    const { outcome, use, verdict } = judged([rule], []);
    expect(outcome).toBe('inconclusive');
    expect(use?.standing).toBe('over-broad');
    expect(verdict.reasons[0]?.text).toBe(
      `Rule order-clock of orders-team hides ${what}: name fewer fields, or say \`force: true\` to accept that.`,
    );
    expect(judged([{ ...rule, force: true }], []).outcome).toBe('pass');
  });

  test('half of the fields are not too many', () => {
    const document = evidenceDocument({
      endpoints: [endpointEvidence({ fields: ['$.a', '$.createdAt'] })],
      rules: [aRule()],
    });
    expect(judge(document, evidenceEnd).outcome).toBe('pass');
  });
});
