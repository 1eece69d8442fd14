import type { Finding, Ledger, MirrorState, Report, Status } from '../../cli/api/answers.ts';

export function mirrorState(change: Partial<MirrorState> = {}): MirrorState {
  return { percent: 25, writes: 'all', halted: false, ...change };
}

export function status(change: Partial<Status> = {}): Status {
  return {
    name: 'orders-v2',
    phase: 'mirroring',
    mirror: mirrorState(),
    confirmed: mirrorState(),
    envoys: [
      {
        node: 'envoy-1',
        connected: true,
        config: { route: { sent: 'v2', acknowledged: 'v2' } },
        confirmed: mirrorState(),
      },
    ],
    ...change,
  };
}

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    endpoint: 'GET /orders/{id}',
    path: '$.note',
    class: 'truncation',
    count: 1234,
    keys: 3,
    firstSeen: '2026-01-31T12:00:00.000Z',
    lastSeen: '2026-01-31T13:00:00.000Z',
    exemplars: [{ primary: { type: 'string', length: 48 }, shadow: { type: 'string', length: 32 } }],
    ...change,
  };
}

export function ledger(change: Partial<Ledger> = {}): Ledger {
  return {
    migration: 'orders-v2',
    captured: 2000,
    inFlight: 1,
    fates: { compared: 1998, late: 1, raced: 0 },
    shares: { evidence: 0.999, setAside: 0, loss: 0.0005 },
    balanced: true,
    envoy: {
      state: 'agrees',
      disagreements: [],
      captured: 2000,
      mirrored: 2000,
      dropped: 0,
      unreported: 0,
      lastHeard: '2026-03-02T11:42:08.000Z',
      ended: { envoys: 0, atMost: 0 },
    },
    ...change,
  };
}

export function report(change: Partial<Report> = {}): Report {
  return {
    migration: 'orders-v2',
    generatedAt: '2026-01-31T13:00:00.000Z',
    outcome: 'differences-found',
    pairs: { compared: 1998, identical: 764, differing: 1234 },
    endpoints: [{ endpoint: 'GET /orders/{id}', compared: 1998, differing: 1234 }],
    findings: [finding()],
    ledger: ledger(),
    ...change,
  };
}
