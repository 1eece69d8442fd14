import type { Migration, MirrorPolicy, StoredMigration } from '../../control-plane/migration/migration.ts';

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
    revision: 1,
    updatedAt: new Date('2026-01-01T00:00:00Z'),
    migration: {
      name,
      listener: { host: '127.0.0.1', port, forwardedFor: 'keep', trustedHops: 0, tls: undefined },
      primary: {
        hosts: [{ host: '127.0.0.1', port: 20_001 }],
        http2: false,
        tls: undefined,
        timeoutMs: 0,
        retries: undefined,
      },
      shadow: { hosts: [{ host: '127.0.0.1', port: 20_002 }], http2: false, tls: undefined },
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
        maxConcurrent: { reads: 256, writes: 256 },
        ...mirror,
      },
      compare: { headers: ['content-type'], captureBytes: 65_536, endpoints: [], rules: [] },
      ...change,
    },
  };
}
