import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypes, type Snapshot } from '../../../control-plane/snapshot/snapshot.ts';
import type { Variant } from '../../../control-plane/xds/session.ts';
import { ModelEnvoy } from '../../makers/model-envoy.ts';
import { makeSnapshot } from '../../makers/snapshot.ts';

const both: Variant[] = ['sotw', 'delta'];

/** One migration: revisions of its parts, and whether it has a shadow. */
const migration = fc.record({
  shadow: fc.boolean(),
  cluster: fc.integer({ min: 1, max: 2 }),
  endpoints: fc.integer({ min: 1, max: 2 }),
  listener: fc.integer({ min: 1, max: 2 }),
  route: fc.integer({ min: 1, max: 3 }),
});

const option = fc.option(migration, { nil: undefined });
const migrations = fc.record({ x: option, y: option, z: option });
type Migrations = typeof migrations extends fc.Arbitrary<infer Value> ? Value : never;

function snapshotOf(all: Migrations, epoch = ''): Snapshot {
  const parts = Object.entries(all).flatMap(([name, parts]) =>
    parts === undefined ? [] : [{ name, ...parts }],
  );
  const upstreams = parts.flatMap((part) =>
    [`${part.name}/primary`, ...(part.shadow ? [`${part.name}/shadow`] : [])].map((name) => ({
      ...part,
      name,
    })),
  );
  const references = (name: string) =>
    upstreams.flatMap((upstream) => (upstream.name.startsWith(`${name}/`) ? [upstream.name] : [])).join();
  return makeSnapshot({
    cluster: Object.fromEntries(upstreams.map(({ name, cluster }) => [name, `${epoch}${cluster}`])),
    endpoints: Object.fromEntries(upstreams.map(({ name, endpoints }) => [name, `${epoch}${endpoints}`])),
    listener: Object.fromEntries(parts.map(({ name, listener }) => [name, `${epoch}${listener}`])),
    route: Object.fromEntries(parts.map(({ name, route }) => [name, `${epoch}${route}|${references(name)}`])),
    runtime: { mirror: `${epoch}${parts.length}` },
  });
}

type Step =
  | { readonly kind: 'publish'; readonly migrations: Migrations }
  | { readonly kind: 'request' | 'accept' | 'refuse' | 'reconnect' | 'settle' };

const deliveries = [
  { weight: 8, arbitrary: fc.constant<Step>({ kind: 'request' }) },
  { weight: 8, arbitrary: fc.constant<Step>({ kind: 'accept' }) },
  { weight: 2, arbitrary: migrations.map((value): Step => ({ kind: 'publish', migrations: value })) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'reconnect' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'settle' }) },
];
const accepting = fc.array(fc.oneof(...deliveries), { maxLength: 80 });
const refusing = fc.array(
  fc.oneof(...deliveries, { weight: 3, arbitrary: fc.constant<Step>({ kind: 'refuse' }) }),
  { maxLength: 80 },
);

function run(envoy: ModelEnvoy, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind === 'publish') envoy.publish(snapshotOf(step.migrations));
    else if (step.kind === 'request') envoy.deliverRequest();
    else if (step.kind === 'reconnect') envoy.reconnect();
    else if (step.kind === 'settle') envoy.settle();
    else envoy.deliverResponse(step.kind === 'accept');
  }
}

function expectAt(envoy: ModelEnvoy, target: Snapshot): void {
  for (const type of resourceTypes) {
    const wanted = [...target[type].resources.values()].map(({ name, version }) => [name, version]);
    expect([type, [...envoy.held[type]].sort()]).toEqual([type, wanted]);
  }
}

const runs = { numRuns: 1_000 };

describe.each(both)('whatever the order of snapshots, requests and answers, a %s session', (variant) => {
  it('brings an Envoy that accepts everything to exactly the target, and breaks nothing on the way', () => {
    const property = fc.property(migrations, accepting, migrations, (first, steps, last) => {
      const envoy = new ModelEnvoy(variant, snapshotOf(first));
      run(envoy, steps);
      envoy.publish(snapshotOf(last));
      envoy.settle();
      expect(envoy.complaints).toEqual([]);
      expectAt(envoy, snapshotOf(last));
    });
    fc.assert(property, runs);
  });

  it('takes no cluster from the routes of an Envoy that refuses things, and catches up once all is new', () => {
    const property = fc.property(migrations, refusing, migrations, (first, steps, last) => {
      const envoy = new ModelEnvoy(variant, snapshotOf(first));
      run(envoy, steps);
      envoy.settle();
      envoy.publish(snapshotOf(last, 'new '));
      envoy.settle();
      expect(envoy.complaints).toEqual([]);
      expectAt(envoy, snapshotOf(last, 'new '));
    });
    fc.assert(property, runs);
  });
});
