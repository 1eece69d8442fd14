import type { RulePreview, UsedRule } from '../../dashboard/api/rule-shapes.d.ts';
import type { DataCycle } from '../../dashboard/api/shapes.d.ts';

export const apiRule = (given: Partial<UsedRule> = {}): UsedRule => ({
  id: 'legacy-notes',
  endpoint: 'GET /orders/{id}',
  path: '$.notes[].text',
  class: 'missing-field',
  expect: 'ignore',
  owner: 'orders-team',
  reason: 'Notes are dropped by the new schema on purpose.',
  expires: '2027-01-31',
  force: false,
  use: { hits: 3120, lastHit: '2026-03-02T11:41:58.000Z', standing: 'active' },
  ...given,
});

/** One that hides, one whose day has come, one without anything to hide. */
export const apiRules: readonly UsedRule[] = [
  apiRule(),
  {
    id: 'old-header',
    path: 'header.x-served-by',
    expect: 'ignore',
    owner: 'edge-team',
    reason: 'The proxy in front used to add it.',
    expires: '2026-02-01',
    use: { hits: 0, lastHit: null, standing: 'expired' },
  },
  {
    id: 'tax-rounding',
    endpoint: 'POST /orders',
    path: '$.lines[*].tax',
    class: 'value',
    expect: { tolerance: { absolute: '0.01' } },
    owner: 'billing',
    reason: 'Half-even since the new ledger.',
    use: { hits: 0, lastHit: null, standing: 'stale' },
  },
];

/** Of a rule that names one field, and one finding. */
export const apiRulePreview = (given: Partial<RulePreview> = {}): RulePreview => ({
  rule: 'new-rule',
  basis: 'exact',
  refused: false,
  reasons: [],
  findings: [
    {
      id: '5d1c7a90',
      endpoint: 'GET /orders/{id}',
      path: '$.customer.name',
      class: 'truncation',
      pairs: 1204,
    },
  ],
  pairs: 1204,
  cleared: 1180,
  coverage: [{ endpoint: 'GET /orders/{id}', covered: 2, fields: 32, status: false }],
  ...given,
});

/** Of one that names nearly everything. */
export const overBroadPreview: RulePreview = apiRulePreview({
  refused: true,
  reasons: ['path: $.** would hide 31 of 32 fields of GET /orders/{id}, more than half'],
  coverage: [{ endpoint: 'GET /orders/{id}', covered: 31, fields: 32, status: false }],
});

/** A halt of some minutes, and an absence that goes on. */
export const partialCycle: DataCycle = {
  number: 2,
  startedAt: '2026-03-01T08:00:00.000Z',
  gaps: [
    { reason: 'halted', from: '2026-03-01T14:02:11.000Z', to: '2026-03-01T14:09:40.000Z' },
    { reason: 'control-plane-away', from: '2026-03-02T03:00:00.000Z', to: null },
  ],
};
