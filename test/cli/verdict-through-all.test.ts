import { expect, test } from 'vitest';
import { basisOf } from '../../comparator/epoch/basis.ts';
import { actingConfiguration } from '../../comparator/epoch/rules-digest.ts';
import { findingId } from '../../comparator/findings/finding.ts';
import { InMemoryEvidenceStore } from '../../comparator/findings/in-memory-evidence-store.ts';
import { parseWatchedMigrations } from '../../comparator/watch/parse-watched-migrations.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { umbra } from '../makers/cli-run.ts';
import { startApi } from '../makers/control-plane-api.ts';
import { minimalDocument } from '../makers/migration.ts';
import { startReadApi } from '../makers/read-api.ts';
import { basisRow, emptyBatch, endpointRow, findingRow, patternRow } from '../makers/stored-evidence.ts';
import { temporaryDirectory } from '../makers/temporary-directory.ts';

const now = new Date('2026-11-26T09:00:00Z');
const endpoint = 'GET /orders/{id}';

/** A store that has three kinds of difference of what is watched. */
async function storeOf(watched: WatchedMigration): Promise<InMemoryEvidenceStore> {
  const migration = watched.name;
  const basis = basisOf({
    configuration: actingConfiguration(watched, now.getTime()).configuration,
    dataCycle: watched.cycle.number,
    builds: { primary: null, shadow: null },
  });
  const of = { migration, basis: basis.id };
  const seen = { firstSeen: now, lastSeen: now, exemplars: [] };
  const findings = ['$.price', '$.createdAt', '$.name'].map((path) => {
    const identity = { endpoint, path, class: 'value' } as const;
    return findingRow({ ...of, ...identity, ...seen, id: findingId(identity) });
  });
  const store = new InMemoryEvidenceStore();
  await store.write({
    writer: 'one',
    number: 1,
    batch: {
      ...emptyBatch,
      bases: [basisRow({ migration, basis, lastSeen: now })],
      endpoints: [endpointRow({ ...of, endpoint, identical: 7, differing: 3 })],
      findings,
      patterns: findings.map(({ id }) => patternRow({ ...of, endpoint, id, shadowOnly: [id] })),
    },
  });
  return store;
}

test('one export is judged alike by the comparator and on the command line, through the API', async () => {
  const rules = [{ id: 'clock', path: '$.createdAt', owner: 'orders-team', reason: 'own clock' }];
  const document = minimalDocument({
    compare: { rules, build: 'X-App-Version' },
    gates: { minPairs: 5, loss: 0.02, require: [endpoint] },
  });
  const watched: WatchedMigration[] = [];
  const store = { current: new InMemoryEvidenceStore() };
  const reading = new Proxy(store.current, {
    get: (_, name) => {
      const value: unknown = Reflect.get(store.current, name);
      return typeof value === 'function' ? (value.bind(store.current) as unknown) : value;
    },
  });
  const comparatorPort = await startReadApi(reading, { now, watched });
  const { call, origin } = await startApi({ comparatorUrl: `http://127.0.0.1:${comparatorPort}` });
  expect((await call('PUT', '/v1/migrations/orders-v2', { body: document })).status).toBe(201);

  const listed = parseWatchedMigrations((await call('GET', '/v1/migrations')).json);
  expect([listed.problems, listed.notApplied]).toEqual([[], []]);
  watched.push(...listed.migrations);
  const [migration] = watched;
  if (migration === undefined) throw new Error('nothing is watched');
  expect(migration).toMatchObject({
    build: 'x-app-version',
    gates: { minPairs: 5, loss: 0.02, require: [endpoint], alpha: 0.05 },
    cycle: { number: 1, gaps: [] },
    rules: [{ id: 'clock', expect: { kind: 'ignore' } }],
  });
  store.current = await storeOf(migration);

  const online = await umbra(['verdict', 'orders-v2', '--api', origin]);
  expect(online.out).toContain('orders-v2: FAIL');
  expect(online.out).toMatch(/│ clock │ orders-team │ never +│ +1 │/);
  const file = `${temporaryDirectory()}/evidence.json`;
  expect(await umbra(['export', 'orders-v2', '--out', file, '--api', origin])).toMatchObject({ exitCode: 0 });
  expect(await umbra(['verdict', '--file', file])).toEqual(online);

  const { out } = await umbra(['rules', 'orders-v2', '--api', origin]);
  expect(out).toMatch(/│ clock │ every endpoint │ \$\.createdAt │ .* │ active/);
  const said = ['--path', '$.name', '--endpoint', endpoint];
  const preview = await umbra(['rules', 'preview', 'orders-v2', ...said, '--api', origin]);
  expect(preview.out).toContain('1 pairs show that, and 1 of them would show nothing any more.');
  const hidden = await umbra(['findings', 'orders-v2', '--hidden', '--api', origin]);
  expect(hidden.out).toMatch(/Hidden by rules:[\s\S]*\$\.createdAt/);
});
