import type { ConfigMessage, ConfigValue } from '../../control-plane/envoy-api/encode.ts';
import type { MigrationDocumentInput } from '../../control-plane/migration/migration-document.ts';
import type { StoredMigration } from '../../control-plane/migration/migration.ts';
import { renderResources, type RenderedResources } from '../../control-plane/snapshot/build-snapshot.ts';
import { names } from '../../control-plane/snapshot/names.ts';
import { readCaptureScript } from '../../envoy/capture-script.ts';
import { migration } from '../../test/makers/migration.ts';
import { snapshotSettings } from '../../test/makers/stored-migration.ts';

/** One way to be in front of the primary, on a listener of its own. */
export interface Variant {
  /** Of its migration, and so of its listener, routes and clusters. */
  readonly name: string;
  readonly mirror: NonNullable<MigrationDocumentInput['mirror']>;
  readonly halted?: boolean;
  /** What is taken off the configuration that the product serves; nothing where absent. */
  readonly cut?: (rendered: RenderedResources, name: string) => RenderedResources;
  /** Requests that reach the shadow, and access log entries, for each read of a client. */
  readonly copies: 0 | 1;
  readonly entries: 0 | 2;
}

const all = { percent: 100 } as const;
const keyed = { key: { header: 'x-tenant-id' } } as const;
const noReads = { percent: 0, writes: 'all' } as const;
const nothing = { percent: 0, writes: 'none' } as const;

/** An Envoy without Umbra: the listener's transparency and the primary, and nothing else. */
export const plain: Variant = { name: 'plain', mirror: nothing, cut: withoutUmbra, copies: 0, entries: 0 };

/** From one to the next, what mirroring adds. Without a key, for nothing could put requests into buckets but the capture. */
export const mirrored: readonly Variant[] = [
  { name: 'mirror', mirror: nothing, cut: straightToShadow, copies: 1, entries: 0 },
  { name: 'hop', mirror: all, cut: withoutCapture, copies: 1, entries: 0 },
  { name: 'hop-log', mirror: all, cut: withoutScript, copies: 1, entries: 2 },
  { name: 'hop-capture', mirror: all, copies: 1, entries: 2 },
  { name: 'hop-capture-keyed', mirror: { ...all, ...keyed }, copies: 1, entries: 2 },
];

/** Nothing that is sent is mirrored. */
export const idle: readonly Variant[] = [
  { name: 'zero', mirror: nothing, copies: 0, entries: 0 },
  { name: 'zero-keyed', mirror: { ...nothing, ...keyed }, copies: 0, entries: 0 },
  { name: 'halted', mirror: all, halted: true, copies: 0, entries: 0 },
  { name: 'halted-keyed', mirror: { ...all, ...keyed }, halted: true, copies: 0, entries: 0 },
  { name: 'writes', mirror: noReads, copies: 0, entries: 0 },
  { name: 'writes-keyed', mirror: { ...noReads, ...keyed }, copies: 0, entries: 0 },
];

export interface VariantPorts {
  readonly listener: number;
  readonly primary: number;
  readonly shadow: number;
}

/** The configuration of some variants for one Envoy: rendered by the product, then cut. */
export function renderVariants(variants: readonly (readonly [Variant, VariantPorts])[]): RenderedResources {
  const settings = { ...snapshotSettings, captureScript: readCaptureScript() };
  const stored = variants.map(([variant, ports]) => storedMigration(variant, ports));
  const cut = variants.map(([variant], index) => {
    const rendered = renderResources(stored.slice(index, index + 1), settings);
    return variant.cut === undefined ? rendered : variant.cut(rendered, variant.name);
  });
  return {
    cluster: cut.flatMap(({ cluster }) => cluster),
    endpoints: cut.flatMap(({ endpoints }) => endpoints),
    listener: cut.flatMap(({ listener }) => listener),
    route: cut.flatMap(({ route }) => route),
    runtime: renderResources(stored, settings).runtime,
  };
}

function storedMigration(variant: Variant, ports: VariantPorts): StoredMigration {
  return {
    migration: migration({
      name: variant.name,
      listener: { port: ports.listener },
      primary: { hosts: [`127.0.0.1:${ports.primary}`] },
      shadow: { hosts: [`127.0.0.1:${ports.shadow}`] },
      mirror: variant.mirror,
    }),
    halted: variant.halted ?? false,
    cycle: { number: 1, startedAt: new Date(0), gaps: [] },
    revision: 1,
    updatedAt: new Date(0),
  };
}

function withoutUmbra(rendered: RenderedResources, name: string): RenderedResources {
  const kept = withoutCapture(rendered);
  return {
    ...kept,
    cluster: kept.cluster.filter((cluster) => cluster['name'] !== names.hop(name, 'shadow')),
    listener: kept.listener.filter((listener) => listener['name'] !== names.hopListener(name, 'shadow')),
    route: kept.route
      .filter((routes) => routes['name'] !== names.hopRoutes(name, 'shadow'))
      .map((routes) => withFields(routes, { request_headers_to_remove: () => undefined })),
  };
}

function straightToShadow(rendered: RenderedResources, name: string): RenderedResources {
  const kept = withoutUmbra(rendered, name);
  const policy = { cluster: names.copied(name, 'shadow'), disable_shadow_host_suffix_append: true };
  return {
    ...kept,
    route: kept.route.map((routes) =>
      withFields(routes, {
        route: (action) => ({ ...(action as ConfigMessage), request_mirror_policies: [policy] }),
      }),
    ),
  };
}

function withoutCapture(rendered: RenderedResources): RenderedResources {
  const kept = withoutScript(rendered);
  return {
    ...kept,
    listener: kept.listener.map((listener) => withFields(listener, { access_log: () => undefined })),
  };
}

/** The access log stays and lets every request in: what the filter waits for is gone with the script. */
function withoutScript(rendered: RenderedResources): RenderedResources {
  const routerAlone = (filters: ConfigValue): ConfigValue => (filters as readonly ConfigMessage[]).slice(-1);
  return {
    ...rendered,
    listener: rendered.listener.map((listener) =>
      withFields(listener, { http_filters: routerAlone, filter: () => undefined }),
    ),
    route: rendered.route.map((routes) =>
      withFields(routes, {
        request_headers_mutations: () => undefined,
        metadata: () => undefined,
        typed_per_filter_config: () => undefined,
      }),
    ),
  };
}

type Change = (value: ConfigValue) => ConfigValue | undefined;

/** The same message with every field of these names changed, at whatever depth; undefined takes it out. */
function withFields(message: ConfigMessage, changes: Readonly<Record<string, Change>>): ConfigMessage {
  return JSON.parse(JSON.stringify(message), (field, value: ConfigValue) => {
    const change = changes[field];
    return change === undefined ? value : change(value);
  }) as ConfigMessage;
}
