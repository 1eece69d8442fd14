import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evidenceFromJson,
  evidenceToJson,
  UnreadableEvidenceError,
} from '../../../comparator/verdict/evidence-json.ts';
import { judge } from '../../../comparator/verdict/judge.ts';
import type { MappedScalar } from '../../../comparator/mapping/mapping-step.ts';
import type { Expectation } from '../../../comparator/rules/rule.ts';
import { anyPair, recorded } from '../../makers/any-evidence.ts';
import {
  aRule,
  documentWith,
  evidenceDocument,
  evidenceEnd,
  evidenceStart,
  findingEvidence,
} from '../../makers/evidence.ts';

const steps: Extract<Expectation, { kind: 'equal-after' }>['steps'] = [
  { endpoint: undefined, kind: 'move', from: '$.a', to: '$.b' },
  { endpoint: 'GET /a', kind: 'split', from: '$.a', into: ['$.b', '$.c'], by: ' ' },
  { endpoint: undefined, kind: 'join', from: ['$.a', '$.b'], to: '$.c', by: ' ' },
  { endpoint: undefined, kind: 'scale', path: '$.a', factor: '100' },
  { endpoint: undefined, kind: 'convert', path: '$.a', to: 'text' },
  { endpoint: undefined, kind: 'default', path: '$.a', value: null },
  {
    endpoint: undefined,
    kind: 'enum',
    path: '$.a',
    values: new Map<string, MappedScalar>([
      ['open', { number: '1' }],
      ['done', 'DONE'],
    ]),
  },
  { endpoint: undefined, kind: 'remove', path: '$.a' },
];

const expectations: readonly Expectation[] = [
  { kind: 'ignore' },
  { kind: 'equal-after', steps },
  { kind: 'tolerance', absolute: '0.01', relative: undefined, timeMs: 5 },
  { kind: 'unordered', key: undefined },
  { kind: 'renamed-from', from: '$.old' },
];

describe('what is written is read', () => {
  test('whatever was seen', () => {
    fc.assert(
      fc.property(fc.array(anyPair, { maxLength: 30 }), (pairs) => {
        const document = recorded(pairs);
        expect(evidenceFromJson(evidenceToJson(document))).toEqual(document);
      }),
    );
  });

  test('rules of every kind, gaps, exemplars, and what was accounted for', () => {
    const exemplar = {
      seenAt: evidenceEnd,
      pairingId: '0123456789abcdef-7',
      request: { method: 'GET', path: '/orders/{id}' },
      primary: { type: 'number', length: 2 },
      shadow: { type: 'absent' },
    } as const;
    const document = evidenceDocument({
      rules: expectations.map((expect, at) =>
        aRule({ id: `rule-${at}`, expect, when: { status: 200 }, class: 'value', expires: evidenceEnd }),
      ),
      dataCycle: { number: 2, gaps: [{ reason: 'control-plane-away', from: evidenceStart, to: null }] },
      findings: [findingEvidence({ path: '$.a', exemplars: [exemplar] })],
      explained: (
        [
          { kind: 'rule', rule: 'rule-1' },
          { kind: 'mapping', step: 0 },
          { kind: 'generated' },
          { kind: 'clock' },
        ] as const
      ).map((by) => ({
        endpoint: 'GET /a',
        path: '$.a',
        class: 'value',
        by,
        count: 1,
        lastSeen: evidenceEnd,
      })),
    });
    expect(evidenceFromJson(evidenceToJson(document))).toEqual(document);
  });

  test('and judged as it was', () => {
    const document = documentWith([{ path: '$.a', keys: 5, shadowOnly: 30, controlOnly: 2 }], {
      controlled: true,
    });
    expect(judge(evidenceFromJson(evidenceToJson(document)), evidenceEnd)).toEqual(
      judge(document, evidenceEnd),
    );
  });
});

describe('what is no evidence is refused', () => {
  const valid = JSON.parse(
    evidenceToJson(documentWith([{ path: '$.a', keys: 1, uncontrolled: 1 }])),
  ) as Record<string, unknown>;
  const at = (path: string, value: unknown): string => {
    const copy = structuredClone(valid);
    const names = path.split('.');
    const last = names.pop() ?? '';
    const inner = names.reduce<Record<string, unknown>>(
      (object, name) => object[name] as Record<string, unknown>,
      copy,
    );
    inner[last] = value;
    return JSON.stringify(copy);
  };

  test.each([
    ['not JSON', '{', /the whole: Expected property name/],
    ['no object', '[]', /the whole: .*expected object.*found \[\]/],
    [
      'another format',
      at('format', 'umbra-evidence/9'),
      /format: .*umbra-evidence\/1.*found "umbra-evidence\/9"/,
    ],
    ['a number below 0', at('patterns.0.pairs', -3), /patterns\.0\.pairs: .*found -3/],
    ['a count that is none', at('endpoints.0.pairs', 1.5), /endpoints\.0\.pairs: .*found 1\.5/],
    ['a date that is none', at('takenAt', 'yesterday'), /takenAt: .*found "yesterday"/],
    ['a class nobody knows', at('findings.0.class', 'colour'), /findings\.0\.class: .*found "colour"/],
    ['a budget of everything', at('gates.differenceRate', 1), /gates\.differenceRate: .*found 1/],
    ['more keys than are counted', at('gates.minKeys', 65), /gates\.minKeys: .*found 65/],
    [
      'bins out of order',
      at('endpoints.0.latency.primary.bins', [
        [3, 1],
        [3, 1],
      ]),
      /primary\.bins: bins must rise/,
    ],
    [
      'more control halves than pairs',
      at('endpoints.0.controlled', 1e6),
      /endpoints\.0\.controlled: more pairs had/,
    ],
    [
      'a rule without an owner',
      at('rules', [{ id: 'r', path: '$.a', expect: { kind: 'ignore' }, reason: 'x', force: false }]),
      /rules\.0\.owner: .*found nothing/,
    ],
    [
      'a mapping step that lacks something',
      at('rules', [
        {
          id: 'r',
          path: '$.a',
          owner: 'o',
          reason: 'x',
          force: false,
          expect: { kind: 'equal-after', steps: [{ kind: 'move', from: '$.a' }] },
        },
      ]),
      /rules\.0\.expect\.steps\.0.*: .*found/,
    ],
  ])('%s', (_name, text, message) => {
    expect(() => evidenceFromJson(text)).toThrow(UnreadableEvidenceError);
    expect(() => evidenceFromJson(text)).toThrow(message);
  });
});
