import { describe, expect, it } from 'vitest';
import { MirrorHistory } from '../../../control-plane/status/mirror-history.ts';
import { migrationStatus, phaseOf } from '../../../control-plane/status/migration-status.ts';
import { envoyState, type EnvoyStateParts } from '../../makers/envoy-state.ts';
import { storedMigration } from '../../makers/stored-migration.ts';

const history = new MirrorHistory();
history.record(
  new Map([
    ['orders', { routeVersion: 'a', runtimeVersion: '1', basisPoints: 500, writes: 'all', halted: false }],
  ]),
);
history.record(
  new Map([
    ['orders', { routeVersion: 'b', runtimeVersion: '1', basisPoints: 2_500, writes: 'all', halted: false }],
  ]),
);

const five = { percent: 5, writes: 'all', halted: false };
const twentyFive = { percent: 25, writes: 'all', halted: false };

function statusOf(...envoys: EnvoyStateParts[]) {
  const stored = storedMigration({ mirror: { basisPoints: 2_500 } });
  return migrationStatus(stored, envoys.map(envoyState), history);
}

describe('the confirmed mirror', () => {
  it.each([
    ['no Envoy', [], null],
    ['one that took everything', [{ route: 'b', runtime: '1' }], twentyFive],
    ['one that is behind', [{ route: 'a', runtime: '1' }], five],
    [
      'two that agree',
      [
        { route: 'b', runtime: '1' },
        { node: 'edge-2', route: 'b', runtime: '1' },
      ],
      twentyFive,
    ],
    [
      'two that do not',
      [
        { route: 'b', runtime: '1' },
        { node: 'edge-2', route: 'a', runtime: '1' },
      ],
      null,
    ],
    ['one that has nothing yet', [{ route: 'b', runtime: '1' }, { node: 'edge-2' }], null],
    ['only one that is gone', [{ connected: false, route: 'b', runtime: '1' }], null],
    [
      'one that is gone beside one that is here',
      [
        { connected: false, route: 'a', runtime: '1' },
        { node: 'edge-2', route: 'b', runtime: '1' },
      ],
      twentyFive,
    ],
  ] satisfies [string, EnvoyStateParts[], unknown][])('with %s', (_, envoys, confirmed) => {
    const status = statusOf(...envoys);
    expect(status.confirmed).toEqual(confirmed);
    expect(status.mirror).toEqual(twentyFive);
  });

  it('comes with what an Envoy refused, and why', () => {
    const rejected = { version: 'b', reason: 'no such cluster' };
    const [envoy] = statusOf({ route: 'a', runtime: '1', rejected }).envoys;
    expect(envoy).toMatchObject({
      confirmed: five,
      config: { route: { acknowledged: 'a', rejected }, cluster: { sent: null } },
    });
    expect(envoy?.config.cluster).not.toHaveProperty('rejected');
  });
});

it.each([
  [{ mirror: { basisPoints: 0, writes: 'none' as const } }, 'draft'],
  [{ mirror: { basisPoints: 0, writes: 'sampled' as const } }, 'draft'],
  [{ mirror: { basisPoints: 0, writes: 'all' as const } }, 'mirroring'],
  [{ mirror: { basisPoints: 1, writes: 'none' as const } }, 'mirroring'],
  [{ halted: true }, 'held'],
])('a migration with %j is in phase %s', (parts, phase) => {
  expect(phaseOf(storedMigration(parts))).toBe(phase);
});
