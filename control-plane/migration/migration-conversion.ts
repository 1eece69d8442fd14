import { formatHostPort, isLoopback, parseHostPort, parseIpAddress } from './host-port.ts';
import { fromComparePolicy, toComparePolicy } from './compare-conversion.ts';
import type { MigrationDocument } from './migration-document.ts';
import type {
  ControlUpstream,
  Exclusion,
  HostPort,
  Listener,
  Migration,
  MirrorKey,
  MirrorPolicy,
  PrimaryUpstream,
  ShadowUpstream,
  Upstream,
} from './migration.ts';
import { toBasisPoints, toPercent } from './percent.ts';

/** A document that was found valid, as the rest of the control plane sees it. */
export function toMigration(document: MigrationDocument): Migration {
  const { name, listener, primary, shadow, control, routes, mirror, compare, gates } = document;
  return {
    name,
    listener: {
      ...listener,
      host: parseIpAddress(listener.host) ?? listener.host,
      tls: listener.tls,
    },
    primary: { ...toUpstream(primary), timeoutMs: primary.timeoutMs, retries: primary.retries },
    shadow: { ...toUpstream(shadow), capacity: shadow.capacity },
    control: control && toControl(control),
    routes: routes.map((route) => ({ pathPrefix: route.pathPrefix, upstream: toUpstream(route) })),
    mirror: toMirrorPolicy(mirror, copiedHosts({ shadow, control })),
    compare: toComparePolicy(compare),
    gates,
  };
}

/** The inverse: what a user would have to write, with every default spelled out. */
export function toDocument(migration: Migration): MigrationDocument {
  const { name, listener, primary, shadow, control, routes, mirror, compare, gates } = migration;
  return {
    name,
    listener: fromListener(listener),
    primary: fromPrimary(primary),
    shadow: fromShadow(shadow),
    ...(control !== undefined && { control: fromControl(control) }),
    routes: routes.map(({ pathPrefix, upstream }) => ({ pathPrefix, ...fromUpstream(upstream) })),
    mirror: fromMirrorPolicy(mirror),
    compare: fromComparePolicy(compare),
    gates: { ...gates, latency: { ...gates.latency }, require: [...gates.require] },
  };
}

type MirrorDocument = MigrationDocument['mirror'];
type ShadowDocument = MigrationDocument['shadow'];
type ControlDocument = NonNullable<MigrationDocument['control']>;
type UpstreamDocument = Omit<MigrationDocument['primary'], 'timeoutMs' | 'retries'>;

/** What `credentials` means where nothing was said: a copy that never leaves the machine tells nobody anything new. */
export function defaultCredentials(copiedHosts: readonly HostPort[]): 'forward' | undefined {
  return copiedHosts.every(({ host }) => isLoopback(host)) ? 'forward' : undefined;
}

/** Where copies of requests go, credentials and all. */
function copiedHosts({ shadow, control }: Pick<MigrationDocument, 'shadow' | 'control'>): readonly string[] {
  return [...shadow.hosts, ...(control?.hosts ?? [])];
}

function toControl(control: ControlDocument): ControlUpstream {
  return { ...toUpstream(control), capacity: control.capacity, ownDatabase: control.ownDatabase };
}

function toUpstream({ hosts, http2, tls, connectTimeoutMs, idleTimeoutMs }: UpstreamDocument): Upstream {
  return { hosts: toHostPorts(hosts), http2, tls, connectTimeoutMs, idleTimeoutMs };
}

export function toHostPorts(texts: readonly string[]): readonly HostPort[] {
  return texts.map(parseHostPort).filter((host) => host !== undefined);
}

function toMirrorPolicy(mirror: MirrorDocument, copiesTo: readonly string[]): MirrorPolicy {
  return {
    basisPoints: toBasisPoints(mirror.percent),
    writes: mirror.writes,
    key: toKey(mirror.key),
    safe: mirror.safe,
    unsafe: mirror.unsafe,
    // `strip` is never reached: the document was refused where nothing was said and there is no default.
    credentials: mirror.credentials ?? defaultCredentials(toHostPorts(copiesTo)) ?? 'strip',
    maxBodyBytes: mirror.maxBodyBytes,
    exclude: mirror.exclude.map(toExclusion),
    timeoutMs: mirror.timeoutMs,
    maxConcurrent: mirror.maxConcurrent,
    maxPending: mirror.maxPending,
  };
}

function toKey(key: MirrorDocument['key']): MirrorKey | undefined {
  if (key?.header !== undefined) return { kind: 'header', name: key.header.toLowerCase() };
  if (key?.cookie !== undefined) return { kind: 'cookie', name: key.cookie };
  if (key?.pathSegment !== undefined) return { kind: 'pathSegment', index: key.pathSegment };
  return undefined;
}

function toExclusion(exclusion: MirrorDocument['exclude'][number]): Exclusion {
  return exclusion.path === undefined
    ? { kind: 'upgrade', protocol: (exclusion.upgrade ?? '').toLowerCase() }
    : { kind: 'path', path: exclusion.path };
}

function fromListener({ tls, ...listener }: Listener): MigrationDocument['listener'] {
  return { ...listener, ...(tls !== undefined && { tls: { ...tls } }) };
}

function fromPrimary(primary: PrimaryUpstream): MigrationDocument['primary'] {
  return {
    ...fromUpstream(primary),
    timeoutMs: primary.timeoutMs,
    ...(primary.retries !== undefined && { retries: { ...primary.retries } }),
  };
}

function fromShadow({ capacity, ...upstream }: ShadowUpstream): ShadowDocument {
  return { ...fromUpstream(upstream), ...(capacity !== undefined && { capacity }) };
}

function fromControl({ ownDatabase, ...upstream }: ControlUpstream): ControlDocument {
  return { ...fromShadow(upstream), ownDatabase };
}

function fromUpstream({ hosts, http2, tls, connectTimeoutMs, idleTimeoutMs }: Upstream): UpstreamDocument {
  return {
    hosts: hosts.map(formatHostPort),
    http2,
    ...(tls !== undefined && { tls: { ...tls } }),
    connectTimeoutMs,
    idleTimeoutMs,
  };
}

function fromMirrorPolicy(mirror: MirrorPolicy): MirrorDocument {
  const { credentials } = mirror;
  return {
    percent: toPercent(mirror.basisPoints),
    writes: mirror.writes,
    ...(mirror.key !== undefined && { key: fromKey(mirror.key) }),
    safe: mirror.safe.map((request) => ({ ...request })),
    unsafe: mirror.unsafe.map((request) => ({ ...request })),
    credentials: typeof credentials === 'string' ? credentials : { replace: { ...credentials.replace } },
    maxBodyBytes: mirror.maxBodyBytes,
    exclude: mirror.exclude.map((exclusion) =>
      exclusion.kind === 'path' ? { path: exclusion.path } : { upgrade: exclusion.protocol },
    ),
    timeoutMs: mirror.timeoutMs,
    maxConcurrent: { ...mirror.maxConcurrent },
    maxPending: { ...mirror.maxPending },
  };
}

function fromKey(key: MirrorKey): NonNullable<MirrorDocument['key']> {
  switch (key.kind) {
    case 'header':
      return { header: key.name };
    case 'cookie':
      return { cookie: key.name };
    case 'pathSegment':
      return { pathSegment: key.index };
  }
}
