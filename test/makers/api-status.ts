import type { EnvoyStatus, MirrorState, Status } from '../../dashboard/api/shapes.d.ts';

export const mirrorState = (given: Partial<MirrorState> = {}): MirrorState => ({
  percent: 5,
  writes: 'all',
  halted: false,
  ...given,
});

/** An Envoy that acknowledged all it was sent. */
export const envoyStatus = (given: Partial<EnvoyStatus> = {}): EnvoyStatus => ({
  node: 'envoy-a',
  connected: true,
  config: {
    cluster: { sent: 'c1f0a2', acknowledged: 'c1f0a2' },
    endpoints: { sent: '7be410', acknowledged: '7be410' },
    listener: { sent: '90d2aa', acknowledged: '90d2aa' },
    route: { sent: '4417fe', acknowledged: '4417fe' },
    runtime: { sent: 'e2b001', acknowledged: 'e2b001' },
  },
  confirmed: mirrorState(),
  ...given,
});

/** A migration as `GET /v1/migrations/{name}/status` shows it: 5 % asked, two Envoys that confirmed it. */
export const apiStatus = (given: Partial<Status> = {}): Status => ({
  name: 'orders-v2',
  phase: 'mirroring',
  mirror: mirrorState(),
  confirmed: mirrorState(),
  cycle: { number: 2, startedAt: '2026-03-01T08:00:00.000Z', gaps: [] },
  envoys: [envoyStatus(), envoyStatus({ node: 'envoy-b' })],
  ...given,
});
