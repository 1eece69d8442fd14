import { defaultGates } from '../../comparator/verdict/gates.ts';
import type {
  ComparePolicy,
  ControlUpstream,
  HostPort,
  Migration,
  MirrorPolicy,
  ShadowUpstream,
  StoredMigration,
} from '../../control-plane/migration/migration.ts';
import type { SnapshotSettings } from '../../control-plane/snapshot/build-snapshot.ts';

/** An upstream in plain HTTP/1.1 with the limits that are set by default. */
export function upstreamOf(...hosts: HostPort[]): ShadowUpstream {
  return {
    hosts,
    http2: false,
    tls: undefined,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 3_000,
    capacity: undefined,
  };
}

/** The old version on its own clone. */
export function controlOf({ ownDatabase = true } = {}): ControlUpstream {
  return { ...upstreamOf({ host: '127.0.0.1', port: 20_003 }), ownDatabase };
}

/** What a snapshot is built with by default, under a capture script that is none. */
export const snapshotSettings: SnapshotSettings = {
  mirrorTtlSeconds: 60,
  captureScript: '-- capture',
  accessLog: { flushMs: 200, bufferBytes: 1_048_576 },
};

export function comparePolicy(change: Partial<ComparePolicy> = {}): ComparePolicy {
  return {
    headers: ['content-type'],
    captureBytes: 65_536,
    endpoints: [],
    rules: [],
    mapping: [],
    build: undefined,
    clockSkewMs: 100,
    generated: [],
    ...change,
  };
}

export interface StoredMigrationParts {
  readonly name?: string;
  readonly port?: number;
  readonly mirror?: Partial<MirrorPolicy>;
  readonly halted?: boolean;
  readonly change?: Partial<Migration>;
}

/** A migration of a small shop, every request mirrored by tenant unless told otherwise. */
export function storedMigration({
  name = 'orders',
  port = 10_000,
  mirror = {},
  halted = false,
  change = {},
}: StoredMigrationParts = {}): StoredMigration {
  return {
    halted,
    cycle: { number: 1, startedAt: new Date('2026-01-01T00:00:00Z'), gaps: [] },
    revision: 1,
    updatedAt: new Date('2026-01-01T00:00:00Z'),
    migration: {
      name,
      listener: { host: '127.0.0.1', port, forwardedFor: 'keep', trustedHops: 0, tls: undefined },
      primary: {
        ...upstreamOf({ host: '127.0.0.1', port: 20_001 }),
        timeoutMs: 0,
        retries: undefined,
      },
      shadow: upstreamOf({ host: '127.0.0.1', port: 20_002 }),
      control: undefined,
      routes: [],
      mirror: {
        basisPoints: 10_000,
        writes: 'all',
        key: { kind: 'header', name: 'x-tenant-id' },
        safe: [],
        unsafe: [],
        credentials: 'forward',
        maxBodyBytes: 1_048_576,
        exclude: [],
        timeoutMs: 5_000,
        maxConcurrent: { reads: 64, writes: 64 },
        maxPending: { reads: 256, writes: 256 },
        ...mirror,
      },
      compare: comparePolicy(),
      gates: defaultGates,
      ...change,
    },
  };
}
