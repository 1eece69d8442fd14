import { describe, expect, test } from 'vitest';
import { judge } from '../../../comparator/verdict/judge.ts';
import type { EvidenceDocument } from '../../../comparator/verdict/evidence-document.ts';
import { defaultGates } from '../../../comparator/verdict/gates.ts';
import type { Verdict } from '../../../comparator/verdict/verdict.ts';
import {
  anEndpoint,
  documentWith,
  endpointEvidence,
  evidenceDocument,
  evidenceEnd,
  evidenceStart,
  findingEvidence,
  keyHashes,
  latencyOf,
  patternEvidence,
  withoutLatency,
} from '../../makers/evidence.ts';

const now = evidenceEnd;

function verdictOf(document: EvidenceDocument): Verdict {
  return judge(document, now);
}

function codes({ reasons }: Verdict): string[] {
  return reasons.map(({ code }) => code);
}

function textOf({ reasons }: Verdict, code: string): string {
  return reasons.find((reason) => reason.code === code)?.text ?? `no ${code}`;
}

describe('PASS', () => {
  test('takes whole evidence without a difference, and says what it rests on', () => {
    const verdict = verdictOf(evidenceDocument());
    expect(verdict.outcome).toBe('pass');
    expect(codes(verdict)).toEqual(['rest-within-budget', 'latency-within', 'covered', 'ledger']);
    expect(verdict.population).toEqual({
      pairs: 10_000,
      keys: 40,
      endpoints: 1,
      from: evidenceStart,
      to: evidenceEnd,
    });
  });

  test('is there at 3,398 pairs without a difference, and not at one less', () => {
    const at = (pairs: number): Verdict =>
      verdictOf(evidenceDocument({ endpoints: [endpointEvidence({ pairs })] }));
    expect(at(3_398).outcome).toBe('pass');
    expect(at(3_397).outcome).toBe('inconclusive');
    expect(textOf(at(3_397), 'budget-not-shown')).toBe(
      '0 of 3,397 pairs differ for no reason known; the budget of 0.1 % is not yet shown: about 1 more pairs without a difference would.',
    );
  });

  test('a stray difference delays it', () => {
    const at = (pairs: number): Verdict =>
      verdictOf(documentWith([{ path: '$.a', keys: 1, uncontrolled: 1 }], { pairs }));
    expect(at(7_314).outcome).toBe('inconclusive');
    expect(at(7_315).outcome).toBe('pass');
  });
});

describe('without evidence', () => {
  test('nothing compared is inconclusive, and says so', () => {
    const verdict = verdictOf(evidenceDocument({ endpoints: [] }));
    expect(verdict.outcome).toBe('inconclusive');
    expect(codes(verdict)).toEqual(['no-evidence']);
    expect(verdict.rest).toMatchObject({ n: 0, k: 0, lower: 0, upper: 1 });
    expect(verdict.population).toMatchObject({ pairs: 0, from: null, to: null });
  });
});

describe('findings without a control', () => {
  test('on three keys fail at any rate', () => {
    const verdict = verdictOf(
      documentWith([{ path: '$.price', keys: 3, uncontrolled: 3 }], { pairs: 1_000_000 }),
    );
    expect(verdict.outcome).toBe('fail');
    expect(verdict.reasons[0]).toEqual({
      effect: 'fails',
      code: 'confirmed-finding',
      text: 'GET /orders/{id}: $.price (value) differs in 3 pairs on 3 keys; from 3 keys on a finding fails at any rate. Fix it, or accept it by a rule with an owner.',
    });
    expect(verdict.confirmed).toMatchObject([{ path: '$.price', eValue: null, standing: 'confirmed' }]);
    expect(verdict.rest.k).toBe(0);
  });

  test('on two keys are part of the rest', () => {
    const verdict = verdictOf(
      documentWith([{ path: '$.price', keys: 2, uncontrolled: 3 }], { pairs: 1_000_000 }),
    );
    expect(verdict.outcome).toBe('pass');
    expect(verdict.rest.k).toBe(3);
  });

  test('scattered over paths fail together once they are over the budget', () => {
    const scattered = Array.from({ length: 60 }, (_, at) => ({
      path: `$.field${at}`,
      keys: 1,
      uncontrolled: 1,
    }));
    const verdict = verdictOf(documentWith(scattered));
    expect(verdict.outcome).toBe('fail');
    expect(textOf(verdict, 'rest-over-budget')).toBe(
      '60 of 10,000 pairs (0.6 %) differ for no reason known, more than the budget of 0.1 % lets happen by chance.',
    );
  });

  test('of one small endpoint fail although all together are within the budget', () => {
    const small = 'POST /refunds';
    const ids = Array.from({ length: 80 }, (_, at) => findingEvidence({ path: `$.f${at}`, endpoint: small }));
    const verdict = verdictOf(
      evidenceDocument({
        endpoints: [
          endpointEvidence({ pairs: 990_000 }),
          endpointEvidence({ endpoint: small, pairs: 2_000 }),
        ],
        findings: ids,
        patterns: ids.map(({ id }) => patternEvidence({ endpoint: small, shadowOnly: [id] })),
      }),
    );
    expect(verdict.rest.lower).toBeLessThan(defaultGates.differenceRate);
    expect(textOf(verdict, 'rest-over-budget')).toMatch(/^POST \/refunds: 80 of 2,000 pairs/);
  });
});

describe('findings with a control', () => {
  const pairs = 100_000;
  const controlled = (planted: Parameters<typeof documentWith>[0], of = pairs): Verdict =>
    verdictOf(documentWith(planted, { controlled: true, pairs: of }));

  test('that the control never showed are suspected, and fail once 19 pairs speak for it', () => {
    const suspected = controlled([{ path: '$.price', keys: 5, shadowOnly: 15 }]);
    expect(suspected.outcome).toBe('inconclusive');
    expect(suspected.confirmed).toMatchObject([{ standing: 'suspected' }]);
    expect(textOf(suspected, 'suspected-finding')).toContain('About 4 more such pairs would decide.');
    expect(controlled([{ path: '$.price', keys: 5, shadowOnly: 18 }]).outcome).toBe('inconclusive');
    expect(controlled([{ path: '$.price', keys: 5, shadowOnly: 19 }]).outcome).toBe('fail');
  });

  test('several at once need fewer pairs each', () => {
    const two = ['$.a', '$.b'].map((path) => ({ path, keys: 5, shadowOnly: 18 }));
    expect(controlled(two).confirmed.map(({ standing }) => standing)).toEqual(['confirmed', 'confirmed']);
  });

  test('seen only in pairs without a control half stay suspected', () => {
    const verdict = controlled([{ path: '$.price', keys: 50, uncontrolled: 500 }]);
    expect(verdict.confirmed).toMatchObject([{ standing: 'suspected', eValue: 1 }]);
    expect(verdict.rest.k).toBe(500);
  });

  test('that the control shows as often are noise, and pass once the excess is bounded', () => {
    const noise = { path: '$.createdAt', keys: 50, shadowOnly: 990, controlOnly: 995, both: 10 };
    const verdict = controlled([noise]);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.noise).toMatchObject([
      { standing: 'noise', shadowOnly: 990, controlOnly: 995, both: 10, pairs },
    ]);
    expect(verdict.noise[0]?.excessUpper).toBeLessThan(defaultGates.noise);
    const early = controlled([{ ...noise, shadowOnly: 300, controlOnly: 300 }], 3_400);
    expect(early.outcome).toBe('inconclusive');
    expect(textOf(early, 'noise-open')).toContain('only the shadow differs in 300, only the control in 300');
  });

  test('a regression on a noisy path is found', () => {
    const verdict = controlled([
      { path: '$.rank', keys: 64, shadowOnly: 22_500, controlOnly: 20_500, both: 9_000 },
    ]);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.noise).toMatchObject([{ standing: 'regression' }]);
    expect(verdict.confirmed).toMatchObject([{ standing: 'confirmed' }]);
  });

  test('where the control nearly always disagrees, nothing can be assessed', () => {
    const verdict = controlled([
      { path: '$.requestId', keys: 64, both: 99_000, shadowOnly: 10, controlOnly: 10 },
    ]);
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.noise).toMatchObject([{ standing: 'not-assessable' }]);
    expect(textOf(verdict, 'not-assessable')).toContain('in 99,010 of 100,000 pairs');
  });

  test('scattered ones fail by their balance', () => {
    const scattered = (shadow: number, control: number): Verdict =>
      controlled([
        ...Array.from({ length: shadow }, (_, at) => ({ path: `$.s${at}`, keys: 1, shadowOnly: 1 })),
        ...Array.from({ length: control }, (_, at) => ({ path: `$.c${at}`, keys: 0, controlOnly: 1 })),
      ]);
    expect(scattered(400, 380).outcome).not.toBe('fail');
    const failed = scattered(400, 50);
    expect(failed.outcome).toBe('fail');
    expect(textOf(failed, 'rest-over-budget')).toContain('in 400 of 100,000 pairs, only the control in 50');
  });
});

test('what was seen only in pairs that are set aside is no FAIL; the ledger speaks of it', () => {
  const signIn = findingEvidence({ endpoint: '*', path: 'sign-in', class: 'status', keys: 64, count: 5_000 });
  const fates = { compared: 10_000, auth: 5_000 };
  const ledger = { fates, reconciliation: { state: 'agrees', disagreements: [] } } as const;
  const verdict = verdictOf(evidenceDocument({ findings: [signIn], ledger }));
  expect(verdict.outcome).toBe('inconclusive');
  expect(codes(verdict)).toEqual(['set-aside', 'auth']);
});

describe('what did not fit a bound', () => {
  test('pairs in no pattern count against the budget, and make no FAIL', () => {
    const verdict = verdictOf(evidenceDocument({ overflow: { findings: 0, endpoints: 0, patterns: 500 } }));
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.rest.k).toBe(500);
  });

  test('with a control they speak for the shadow, for either side may have differed', () => {
    const scattered = Array.from({ length: 400 }, (_, at) => ({ path: `$.s${at}`, keys: 1, shadowOnly: 1 }));
    const failing = { controlled: true, pairs: 100_000 };
    expect(verdictOf(documentWith(scattered, failing)).outcome).toBe('fail');
    const overflow = { findings: 0, endpoints: 0, patterns: 400 };
    expect(verdictOf(documentWith(scattered, { ...failing, overflow })).outcome).toBe('inconclusive');
  });

  test('differences in no finding block', () => {
    const verdict = verdictOf(evidenceDocument({ overflow: { findings: 7, endpoints: 0, patterns: 0 } }));
    expect(codes(verdict)).toEqual(['findings-overflow']);
  });
});

describe('latency', () => {
  const withLatency = (latency = latencyOf(20)): Verdict =>
    verdictOf(evidenceDocument({ endpoints: [endpointEvidence({ latency })] }));

  test('twice as slow fails once 19 blocks say so, and names by how much', () => {
    expect(withLatency(latencyOf(18, 2)).outcome).toBe('inconclusive');
    const verdict = withLatency(latencyOf(19, 2));
    expect(verdict.outcome).toBe('fail');
    expect(textOf(verdict, 'slower')).toBe(
      "GET /orders/{id} is slower on the shadow: at p50 at least 1.97 times the primary's upstream time, by 19 blocks of pairs; 1.25 is tolerated.",
    );
    expect(verdict.latency[0]).toMatchObject({ standing: 'slower', blocks: 19, gate: 1.25 });
    expect(verdict.latency[0]?.ratio).toBeCloseTo(2, 1);
  });

  test('ten blocks within the gate are enough, nine are not', () => {
    expect(withLatency(latencyOf(10)).outcome).toBe('pass');
    const open = withLatency(latencyOf(9));
    expect(codes(open)).toEqual(['latency-open', 'latency-open', 'latency-open']);
    expect(textOf(open, 'latency-open')).toBe(
      "GET /orders/{id}: its p50 is not yet shown to be at most 1.25 times the primary's (no bound so far, by 9 blocks). About 1 more block within it would, each of at least 200 pairs.",
    );
  });

  test('a shadow that fails its requests is slower', () => {
    const verdict = withLatency(latencyOf(0, 1, 25));
    expect(verdict.outcome).toBe('fail');
    expect(verdict.latency[0]).toMatchObject({ standing: 'slower', lower: 1_000, upper: null });
  });

  test('a ratio in the bin of the gate is neither above nor within', () => {
    expect(withLatency(latencyOf(1_000, 1.25)).latency.map(({ standing }) => standing)).toEqual([
      'open',
      'open',
      'open',
    ]);
  });

  test('without times there is no PASS', () => {
    expect(codes(withLatency(withoutLatency))).toEqual(['latency-open', 'latency-open', 'latency-open']);
  });
});

describe('coverage', () => {
  test('an endpoint with much of the traffic needs its pairs and keys', () => {
    const verdict = verdictOf(
      evidenceDocument({
        endpoints: [
          endpointEvidence(),
          endpointEvidence({ endpoint: 'GET /cart', pairs: 112, keyHashes: keyHashes(3) }),
        ],
      }),
    );
    expect(verdict.outcome).toBe('inconclusive');
    expect(textOf(verdict, 'endpoint-not-covered')).toBe('GET /cart has 112 of 500 pairs and 3 of 30 keys.');
    expect(verdict.endpoints[1]).toMatchObject({ covered: false, required: false });
  });

  test('one with little of it is listed with its bound, and blocks only where it is required', () => {
    const endpoints = [
      endpointEvidence({ pairs: 1_000_000 }),
      endpointEvidence({
        endpoint: 'GET /admin',
        pairs: 900,
        keyHashes: keyHashes(2),
        latency: withoutLatency,
      }),
    ];
    const free = verdictOf(evidenceDocument({ endpoints }));
    expect(free.outcome).toBe('pass');
    expect(free.endpoints[1]).toMatchObject({ covered: false });
    expect(free.endpoints[1]?.upper).toBeCloseTo(0.0037, 3);
    const gates = { ...defaultGates, require: ['GET /admin', 'GET /never'] };
    const required = verdictOf(evidenceDocument({ endpoints, gates }));
    expect(codes(required)).toContain('endpoint-not-covered');
    expect(textOf(required, 'required-endpoint-missing')).toMatch(/^GET \/never is required/);
  });

  test('without keys none are asked for', () => {
    const endpoints = [endpointEvidence({ keyHashes: [] })];
    expect(verdictOf(evidenceDocument({ endpoints, keyed: false })).outcome).toBe('pass');
    expect(codes(verdictOf(evidenceDocument({ endpoints })))).toEqual([
      'endpoint-not-covered',
      'too-few-keys',
    ]);
  });
});

describe('the ledger and the data', () => {
  const fates = { compared: 9_700, 'dropped-ingest': 200, raced: 100 };
  const reconciled = { state: 'agrees', disagreements: [] } as const;

  test.each<[string, Partial<EvidenceDocument>, string]>([
    [
      'loss over its gate',
      { ledger: { fates, reconciliation: reconciled } },
      '200 of 10,000 mirrored requests were lost (2 %)',
    ],
    [
      'set aside over its gate, truncated pairs among it',
      { ledger: { fates: { compared: 9_800, truncated: 150, raced: 50 }, reconciliation: reconciled } },
      '200 of 10,000 mirrored requests were set aside (2 %)',
    ],
    [
      'a shadow that turns requests away',
      { ledger: { fates: { compared: 9_999, auth: 1 }, reconciliation: reconciled } },
      'The shadow turned away 1 request that the primary let in. Give the shadow the same signing keys',
    ],
    [
      'books that do not agree',
      {
        ledger: {
          fates: { compared: 10 },
          reconciliation: { state: 'disagrees', disagreements: [{ equation: 'mirrored', requests: 4 }] },
        },
      },
      "The ledger does not agree with Envoy's own counters (mirrored by 4)",
    ],
    [
      'books that were not held against Envoy',
      { ledger: { fates: { compared: 10 }, reconciliation: { state: 'not-reconciled', disagreements: [] } } },
      'has not been held against the counters',
    ],
    [
      'a gap in the data',
      { dataCycle: { number: 3, gaps: [{ reason: 'halted', from: evidenceStart, to: null }] } },
      "The shadow's data cycle 3 is partial: the mirror was halted from 2026-11-26T08:00:00.000Z and still is so",
    ],
  ])('%s blocks', (_name, over, text) => {
    const verdict = verdictOf(evidenceDocument(over));
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.reasons).toHaveLength(1);
    expect(verdict.reasons[0]?.text).toContain(text);
  });
});

test('differences that were accounted for are listed, and count for nothing', () => {
  const verdict = verdictOf(
    evidenceDocument({
      explained: [
        {
          endpoint: anEndpoint,
          path: '$.fullName',
          class: 'extra-field',
          by: { kind: 'mapping', step: 1 },
          count: 812,
          lastSeen: evidenceEnd,
        },
      ],
    }),
  );
  expect(verdict.outcome).toBe('pass');
  expect(verdict.expected).toEqual([
    { endpoint: anEndpoint, path: '$.fullName', class: 'extra-field', by: 'mapping step 2', pairs: 812 },
  ]);
});
