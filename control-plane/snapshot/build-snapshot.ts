import { createHash } from 'node:crypto';
import { bootstrapNames } from '../../envoy/bootstrap-names.ts';
import { encodeAny, type ConfigMessage } from '../envoy-api/encode.ts';
import type { StoredMigration } from '../migration/migration.ts';
import { clusters, endpoints } from './clusters.ts';
import { hopRouteConfigurations } from './hop-routes.ts';
import { hopListeners, listener, type ListenerSettings } from './listeners.ts';
import { names } from './names.ts';
import { routeConfiguration } from './routes.ts';
import { runtimeLayer } from './runtime.ts';
import type { EncodedResource, ResourceSet, ResourceType, Snapshot } from './snapshot.ts';

export interface SnapshotSettings extends ListenerSettings {
  /** How long mirroring goes on without a control plane, seconds. */
  readonly mirrorTtlSeconds: number;
}

/** The configuration of one migration's mirror, and the resource versions whose acknowledgement confirms it. */
export interface MirrorState {
  readonly routeVersion: string;
  readonly runtimeVersion: string;
  readonly basisPoints: number;
  readonly writes: 'all' | 'sampled' | 'none';
  readonly halted: boolean;
}

export interface BuiltSnapshot {
  readonly snapshot: Snapshot;
  /** By the migration's name. */
  readonly mirrorStates: ReadonlyMap<string, MirrorState>;
}

/** Everything the Envoys are told, out of the migrations alone: equal migrations give equal bytes and versions. */
export function buildSnapshot(
  migrations: readonly StoredMigration[],
  settings: SnapshotSettings,
): BuiltSnapshot {
  const snapshot = encodeSnapshot(renderResources(migrations, settings), settings.mirrorTtlSeconds);
  const mirrorStates = new Map(
    migrations.map((stored) => [stored.migration.name, mirrorState(stored, snapshot)] as const),
  );
  return { snapshot, mirrorStates };
}

/** Resources before they are serialised, as Envoy's JSON configuration. */
export type RenderedResources = Readonly<Record<ResourceType, readonly ConfigMessage[]>>;

export function renderResources(
  migrations: readonly StoredMigration[],
  settings: ListenerSettings,
): RenderedResources {
  return {
    cluster: migrations.flatMap(({ migration }) => clusters(migration)),
    endpoints: migrations.flatMap(({ migration }) => endpoints(migration)),
    listener: migrations.flatMap(({ migration }) => [
      ...hopListeners(migration, settings),
      listener(migration, settings),
    ]),
    route: migrations.flatMap((stored) => [
      routeConfiguration(stored),
      ...hopRouteConfigurations(stored.migration),
    ]),
    runtime: [runtimeLayer(migrations)],
  };
}

/** Serialises each resource once, under the hash of its content as its version. */
export function encodeSnapshot(rendered: RenderedResources, mirrorTtlSeconds: number): Snapshot {
  return {
    cluster: resourceSet(rendered.cluster),
    endpoints: resourceSet(rendered.endpoints),
    listener: resourceSet(rendered.listener),
    route: resourceSet(rendered.route),
    runtime: resourceSet(rendered.runtime, mirrorTtlSeconds),
  };
}

function resourceSet(messages: readonly ConfigMessage[], ttlSeconds?: number): ResourceSet {
  const resources = messages
    .map((message) => encode(message, ttlSeconds))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const version = digest(resources.map((resource) => `${resource.name}\n${resource.version}\n`).join(''));
  return { version, resources: new Map(resources.map((resource) => [resource.name, resource])) };
}

function encode(message: ConfigMessage, ttlSeconds: number | undefined): EncodedResource {
  const any = encodeAny(message);
  const name = message['name'] ?? message['cluster_name'];
  if (typeof name !== 'string') throw new TypeError(`a resource without a name: ${JSON.stringify(message)}`);
  return { name, version: digest(any), any, ttlSeconds };
}

function mirrorState({ migration, halted }: StoredMigration, snapshot: Snapshot): MirrorState {
  return {
    routeVersion: versionOf(snapshot.route, names.routes(migration.name)),
    runtimeVersion: versionOf(snapshot.runtime, bootstrapNames.runtimeLayer),
    basisPoints: migration.mirror.basisPoints,
    writes: migration.mirror.writes,
    halted,
  };
}

function versionOf(set: ResourceSet, name: string): string {
  return set.resources.get(name)?.version ?? '';
}

/** 64 bits are enough to tell one content from the next, and short enough to read in an admin page. */
function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
