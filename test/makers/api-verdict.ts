import { defaultGates } from '../../comparator/verdict/gates.ts';
import type { Verdict as Judged } from '../../comparator/verdict/verdict.ts';

/** What is left of a value in JSON: times as text. */
type InJson<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [Key in keyof T]: InJson<T[Key]> }
    : T;

/** The comparator's own type, so that the page's idea of it is held to it wherever one is shown. */
type Verdict = InJson<Judged>;
type EndpointCoverage = Verdict['endpoints'][number];

/** The verdict before anything was seen, in the shape of `GET /v1/migrations/{name}/verdict`. */
export const apiVerdict = (given: Partial<Verdict> = {}): Verdict => ({
  migration: 'orders-v2',
  judgedAt: '2026-03-02T11:42:08.000Z',
  outcome: 'inconclusive',
  reasons: [
    { effect: 'blocks', code: 'no-evidence', text: 'No pair of answers has been compared in this epoch.' },
  ],
  epoch: {
    id: '4f2a91c07be1d3aa',
    configuration: '90d2aa4417fe',
    rules: 'e2b001c1f0a2',
    dataCycle: 2,
    builds: { primary: '2026.9.1', shadow: '2026.10.0-rc1' },
    startedAt: '2026-03-02T09:14:00.000Z',
    recomputed: 'anew',
  },
  gates: defaultGates,
  population: { pairs: 0, keys: 0, endpoints: 0, from: null, to: null },
  levels: { rest: 0.025, findings: 0.0125, latency: 0.0125, pass: 0.05 },
  confirmed: [],
  rest: { n: 0, k: 0, controlOnly: 0, eFail: 1, ePass: 1, lower: 0, upper: 1 },
  endpoints: [],
  latency: [],
  noise: [],
  rules: [],
  ledger: { settled: 0, evidence: 0, setAside: 0, loss: 0 },
  expected: [],
  ...given,
});

/** One that is too rare to matter, and not covered. */
export const apiCoverage = (given: Partial<EndpointCoverage> = {}): EndpointCoverage => ({
  endpoint: 'GET /reports/{id}',
  pairs: 40,
  keys: 3,
  share: 0.00097,
  required: false,
  covered: false,
  upper: 0.131,
  ...given,
});

const period = { from: '2026-03-02T09:15:00.000Z', to: '2026-03-02T11:42:07.000Z' };

/** Enough of everything, and nothing found but one stray difference in each 13,733 pairs. */
export const passingVerdict = (given: Partial<Verdict> = {}): Verdict =>
  apiVerdict({
    outcome: 'pass',
    reasons: [
      {
        effect: 'supports',
        code: 'rest',
        text: '3 of 41,200 pairs differ without an explanation; the budget is 0.1 %.',
      },
      {
        effect: 'supports',
        code: 'coverage',
        text: 'Every endpoint over 0.1 % of the traffic has at least 500 pairs on 30 keys.',
      },
      {
        effect: 'supports',
        code: 'latency',
        text: 'The shadow is within its gates at p50, p95 and p99 on every covered endpoint.',
      },
      {
        effect: 'supports',
        code: 'ledger',
        text: '0.21 % of the requests were lost and 0.4 % set aside; the gates are 1 % each.',
      },
    ],
    population: { pairs: 41_200, keys: 64, endpoints: 3, ...period },
    rest: { n: 41_200, k: 3, controlOnly: 0, eFail: 0.00012, ePass: 8.4e9, lower: 0, upper: 0.000183 },
    endpoints: [
      {
        endpoint: 'GET /orders/{id}',
        pairs: 30_120,
        keys: 64,
        share: 0.7311,
        required: true,
        covered: true,
        upper: 0.00024,
      },
      {
        endpoint: 'POST /orders',
        pairs: 11_040,
        keys: 64,
        share: 0.268,
        required: false,
        covered: true,
        upper: 0.00061,
      },
      apiCoverage(),
    ],
    latency: (['p50', 'p95', 'p99'] as const).map((quantile, index) => ({
      endpoint: 'GET /orders/{id}',
      quantile,
      gate: 1.25,
      ratio: 1.01 + index / 50,
      lower: 0.98 - index / 50,
      upper: 1.04 + index / 20,
      blocks: 301,
      standing: 'within' as const,
    })),
    ledger: { settled: 41_455, evidence: 0.9939, setAside: 0.004, loss: 0.0021 },
    ...given,
  });

/** A cut name on many keys, a path with a regression under its noise, and a slow list: what a person has to act on. */
export const failingVerdict = (given: Partial<Verdict> = {}): Verdict =>
  apiVerdict({
    outcome: 'fail',
    reasons: [
      {
        effect: 'fails',
        code: 'confirmed-finding',
        text: 'truncation at $.customer.name of GET /orders/{id}: 1,204 pairs on 42 keys. Fix it, or accept it by a rule with an owner.',
      },
      {
        effect: 'fails',
        code: 'latency',
        text: 'GET /orders at p99 takes between 1.31 and 1.52 times as long on the shadow; the gate is 1.25.',
      },
      {
        effect: 'blocks',
        code: 'coverage',
        text: 'GET /reports/{id} has 112 of 500 pairs. Send more traffic, or take it out of `gates.require`.',
      },
      {
        effect: 'blocks',
        code: 'data-cycle-partial',
        text: 'The shadow’s data miss writes since the clone. Reset the shadow, then start a new data cycle.',
      },
    ],
    epoch: { ...apiVerdict().epoch, recomputed: 'exact' },
    population: { pairs: 41_200, keys: 64, endpoints: 5, ...period },
    confirmed: [
      {
        id: '5d1c7a90',
        endpoint: 'GET /orders/{id}',
        path: '$.customer.name',
        class: 'truncation',
        pairs: 1204,
        keys: 42,
        eValue: 3.1e44,
        standing: 'confirmed',
      },
      {
        id: '77aa01ee',
        endpoint: 'POST /orders',
        path: '$.total',
        class: 'value',
        pairs: 2,
        keys: 2,
        eValue: 4,
        standing: 'suspected',
      },
    ],
    rest: { n: 41_200, k: 9, controlOnly: 4, eFail: 0.003, ePass: 212, lower: 0.00006, upper: 0.00052 },
    endpoints: [
      {
        endpoint: 'GET /orders',
        pairs: 21_800,
        keys: 64,
        share: 0.529,
        required: false,
        covered: true,
        upper: 0.00041,
      },
      {
        endpoint: 'GET /orders/{id}',
        pairs: 9_120,
        keys: 64,
        share: 0.2214,
        required: true,
        covered: true,
        upper: 0.0011,
      },
      {
        endpoint: 'POST /orders',
        pairs: 10_130,
        keys: 64,
        share: 0.2459,
        required: false,
        covered: true,
        upper: 0.0009,
      },
      {
        endpoint: 'GET /reports/{id}',
        pairs: 112,
        keys: 18,
        share: 0.0027,
        required: true,
        covered: false,
        upper: 0.052,
      },
      {
        endpoint: 'DELETE /orders/{id}',
        pairs: 38,
        keys: 21,
        share: 0.0009,
        required: false,
        covered: false,
        upper: 0.14,
      },
    ],
    latency: [
      {
        endpoint: 'GET /orders',
        quantile: 'p50',
        gate: 1.25,
        ratio: 1.04,
        lower: 1.01,
        upper: 1.07,
        blocks: 218,
        standing: 'within',
      },
      {
        endpoint: 'GET /orders',
        quantile: 'p95',
        gate: 1.25,
        ratio: 1.19,
        lower: 1.09,
        upper: 1.3,
        blocks: 218,
        standing: 'open',
      },
      {
        endpoint: 'GET /orders',
        quantile: 'p99',
        gate: 1.25,
        ratio: 1.41,
        lower: 1.31,
        upper: 1.52,
        blocks: 218,
        standing: 'slower',
      },
      {
        endpoint: 'GET /orders/{id}',
        quantile: 'p50',
        gate: 1.25,
        ratio: 0.97,
        lower: 0.92,
        upper: 1.01,
        blocks: 91,
        standing: 'within',
      },
      {
        endpoint: 'GET /orders/{id}',
        quantile: 'p95',
        gate: 1.25,
        ratio: 1.02,
        lower: 0.95,
        upper: 1.11,
        blocks: 91,
        standing: 'within',
      },
      {
        endpoint: 'GET /orders/{id}',
        quantile: 'p99',
        gate: 1.25,
        ratio: 1.1,
        lower: 0.88,
        upper: null,
        blocks: 91,
        standing: 'open',
      },
    ],
    noise: [
      {
        id: 'aa10',
        endpoint: 'GET /orders',
        path: '$.items[].rank',
        class: 'value',
        pairs: 21_800,
        shadowOnly: 211,
        controlOnly: 198,
        both: 64,
        standing: 'noise',
        excessUpper: 0.0031,
      },
      {
        id: 'aa11',
        endpoint: 'GET /orders',
        path: '$.servedBy',
        class: 'value',
        pairs: 21_800,
        shadowOnly: 0,
        controlOnly: 0,
        both: 21_800,
        standing: 'not-assessable',
        excessUpper: 1,
      },
      {
        id: 'aa12',
        endpoint: 'POST /orders',
        path: '$.etaMinutes',
        class: 'value',
        pairs: 10_130,
        shadowOnly: 940,
        controlOnly: 310,
        both: 120,
        standing: 'regression',
        excessUpper: 0.071,
      },
    ],
    expected: [
      { endpoint: 'POST /orders', path: '$.id', class: 'value', by: 'generated', pairs: 10_130 },
      { endpoint: 'POST /orders', path: '$.createdAt', class: 'value', by: 'clock', pairs: 10_130 },
      {
        endpoint: 'GET /orders/{id}',
        path: '$.fullName',
        class: 'extra-field',
        by: 'mapping step 1',
        pairs: 9_120,
      },
    ],
    ledger: { settled: 41_455, evidence: 0.9939, setAside: 0.004, loss: 0.0021 },
    ...given,
  });
