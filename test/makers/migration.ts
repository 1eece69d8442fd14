import fc from 'fast-check';
import { differenceClasses } from '../../control-plane/migration/difference-classes.ts';
import type { MigrationDocumentInput } from '../../control-plane/migration/migration-document.ts';
import type { Migration } from '../../control-plane/migration/migration.ts';
import { parseMigration } from '../../control-plane/migration/parse-migration.ts';

/** The least a user has to write. */
export function minimalDocument(change: Partial<MigrationDocumentInput> = {}): MigrationDocumentInput {
  return {
    name: 'orders-v2',
    primary: { hosts: ['127.0.0.1:8081'] },
    shadow: { hosts: ['127.0.0.1:8082'] },
    ...change,
  };
}

/** A migration as the API would accept it. */
export function migration(change: Partial<MigrationDocumentInput> = {}): Migration {
  const parsed = parseMigration(minimalDocument(change));
  if (!parsed.ok) throw new Error(`not a valid migration: ${JSON.stringify(parsed.problems)}`);
  return parsed.migration;
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `/${words.join('/')}`);
const request = fc.record({ method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), path });
const port = fc.integer({ min: 1, max: 65_535 });
const tls = fc.record({ serverName: word, trustedCaFile: path });

/** Upstreams of different names cannot be one another, so that no document contradicts itself by chance. */
const hosts = (prefix: string) =>
  fc
    .uniqueArray(fc.record({ word, port }), { minLength: 1, maxLength: 3, selector: (host) => host.word })
    .map((list) => list.map((host) => `${prefix}-${host.word}.test:${host.port}`));

const key = fc.oneof(
  word.map((header) => ({ header: `X-${header}` })),
  word.map((cookie) => ({ cookie })),
  fc.nat(31).map((pathSegment) => ({ pathSegment })),
);

const mirror = fc.record(
  {
    percent: fc.nat(10_000).map((hundredths) => hundredths / 100),
    writes: fc.constantFrom('all' as const, 'none' as const),
    key,
    safe: fc.array(
      request.map(({ path }) => ({ method: 'POST', path })),
      { maxLength: 3 },
    ),
    unsafe: fc.array(
      request.map(({ path }) => ({ method: 'GET', path })),
      { maxLength: 3 },
    ),
    maxBodyBytes: fc.nat(1_073_741_824),
    exclude: fc.array(
      fc.oneof(
        path.map((path) => ({ path })),
        word.map((upgrade) => ({ upgrade })),
      ),
      { maxLength: 3 },
    ),
    timeoutMs: fc.integer({ min: 1, max: 600_000 }),
    maxConcurrent: fc.record({
      reads: fc.integer({ min: 1, max: 1_000 }),
      writes: fc.integer({ min: 1, max: 1_000 }),
    }),
  },
  { requiredKeys: [] },
);

const credentials = fc.oneof(
  fc.constant('strip' as const),
  fc.record({
    replace: fc.dictionary(
      word.map((name) => `X-${name}`),
      fc.string({ unit: 'grapheme-ascii' }),
      { minKeys: 1, maxKeys: 3 },
    ),
  }),
);

const compare = fc.record(
  {
    headers: fc.array(word, { maxLength: 4 }),
    captureBytes: fc.integer({ min: 1, max: 1_048_576 }),
    endpoints: fc.array(
      path.map((path) => `GET ${path}/{id}`),
      { maxLength: 3 },
    ),
    rules: fc.array(
      fc.record(
        {
          endpoint: path.map((path) => `GET ${path}`),
          path: word.map((field) => `$.${field}`),
          class: fc.constantFrom(...differenceClasses),
          reason: word,
        },
        { requiredKeys: ['path'] },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

/** Any document that the schema takes and that does not contradict itself. */
export const validDocuments: fc.Arbitrary<MigrationDocumentInput> = fc
  .record({
    name: word,
    listener: fc.record(
      {
        host: fc.constantFrom('0.0.0.0', '127.0.0.1', '::1', '10.1.2.3'),
        port,
        forwardedFor: fc.constant('append' as const),
        trustedHops: fc.nat(100),
        tls: fc.record({ certificateFile: path, keyFile: path }),
      },
      { requiredKeys: ['forwardedFor'] },
    ),
    primary: fc.record(
      {
        hosts: hosts('primary'),
        http2: fc.boolean(),
        tls,
        timeoutMs: fc.nat(86_400_000),
        retries: fc.record({
          on: fc.constantFrom('5xx', 'reset,connect-failure'),
          attempts: fc.integer({ min: 1, max: 10 }),
        }),
      },
      { requiredKeys: ['hosts'] },
    ),
    shadow: fc.record({ hosts: hosts('shadow'), http2: fc.boolean(), tls }, { requiredKeys: ['hosts'] }),
    control: fc.option(
      fc.record(
        { hosts: hosts('control'), ownDatabase: fc.boolean(), capacity: fc.integer({ min: 1, max: 1_000 }) },
        { requiredKeys: ['hosts'] },
      ),
      { nil: undefined },
    ),
    routes: fc.uniqueArray(fc.record({ pathPrefix: path, hosts: hosts('other') }), {
      maxLength: 3,
      selector: (route) => route.pathPrefix,
    }),
    mirror,
    credentials,
    compare,
  })
  .map(({ credentials, ...document }) => ({ ...document, mirror: { ...document.mirror, credentials } }));
