import type { Finding, Ledger, Report } from '../../dashboard/api/shapes.d.ts';
import { fates } from '../../comparator/ledger/fate.ts';

/** A ledger as the comparator's read API shows it; fates not named are 0. */
export function apiLedger(given: Partial<Ledger> = {}): Ledger {
  return {
    migration: 'orders-v2',
    captured: 0,
    inFlight: 0,
    shares: { evidence: 0, setAside: 0, loss: 0 },
    balanced: true,
    envoy: {
      state: 'agrees',
      disagreements: [],
      captured: 0,
      mirrored: 0,
      dropped: 0,
      unreported: 0,
      lastHeard: '2026-03-02T11:42:08.000Z',
      ended: { envoys: 0, atMost: 0 },
    },
    ...given,
    fates: { ...Object.fromEntries(fates.map((fate) => [fate, 0])), ...given.fates },
  };
}

/** A customer's name cut from 48 to 20 characters. */
export const apiFinding = (given: Partial<Finding> = {}): Finding => ({
  id: '5d1c7a90',
  endpoint: 'GET /orders/{id}',
  path: '$.customer.name',
  class: 'truncation',
  count: 1204,
  keys: 42,
  firstSeen: '2026-03-02T09:15:00.000Z',
  lastSeen: '2026-03-02T11:42:07.000Z',
  exemplars: [
    {
      seenAt: '2026-03-02T09:15:00.000Z',
      pairingId: '00c0ffee00c0ffee-42',
      request: { method: 'GET', path: '/orders/{id}' },
      primary: { type: 'string', length: 48 },
      shadow: { type: 'string', length: 20, edit: { commonPrefix: 20, commonSuffix: 0 } },
    },
  ],
  ...given,
});

/** A report before anything was seen, which is what the API answers for a new migration. */
export const apiReport = (given: Partial<Report> = {}): Report => ({
  migration: 'orders-v2',
  generatedAt: '2026-03-02T11:42:08.000Z',
  outcome: 'no-evidence',
  pairs: { compared: 0, identical: 0, differing: 0 },
  endpoints: [],
  findings: [],
  ledger: apiLedger(),
  ...given,
});
