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

const endpoint = path.map((path) => `GET ${path}/{id}`);
const field = fc.oneof(
  word.map((name) => `$.${name}`),
  word.map((name) => `$.items[].${name}`),
  word.map((name) => `$["${name} of it"]`),
);
const decimal = fc.integer({ min: 1, max: 99_999 }).map((hundredths) => (hundredths / 100).toFixed(2));
const scalar = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null));

/** Steps that read and write places of their own, so that none contradicts another by chance. */
const bareStep = fc.oneof(
  word.map((name) => ({ move: `$.a.${name}`, to: `$.b.${name}` })),
  word.map((name) => ({ split: `$.c.${name}`, into: [`$.d.${name}1`, `$.e.${name}2`], by: ' ' })),
  word.map((name) => ({ join: [`$.f.${name}`, `$.g.${name}`], to: `$.h.${name}`, by: '' })),
  fc.tuple(word, decimal).map(([name, by]) => ({ scale: `$.i.${name}`, by })),
  word.map((name) => ({ convert: `$.j.${name}`, to: 'text' as const })),
  fc.tuple(word, scalar).map(([name, value]) => ({ default: `$.k.${name}`, value })),
  fc
    .tuple(word, fc.dictionary(word, scalar, { minKeys: 1, maxKeys: 3 }))
    .map(([name, values]) => ({ enum: `$.l.${name}`, values })),
  word.map((name) => ({ remove: `$.m.${name}` })),
);

const mappingStep = fc
  .tuple(bareStep, fc.option(endpoint, { nil: undefined }))
  .map(([step, of]) => (of === undefined ? step : { ...step, endpoint: of }));

const rule = fc.record(
  {
    endpoint,
    path: fc.oneof(
      field,
      word.map((name) => `$.**.${name}`),
      word.map((name) => `$.${name}.*`),
    ),
    class: fc.constantFrom(...differenceClasses),
    when: fc.record({ status: fc.integer({ min: 100, max: 599 }) }),
    expect: fc.oneof(
      fc.constant('ignore' as const),
      fc
        .record(
          { absolute: decimal, relative: decimal, timeMs: fc.nat(1_000) },
          { requiredKeys: ['absolute'] },
        )
        .map((tolerance) => ({ tolerance })),
      fc.record({ key: word }, { requiredKeys: [] }).map((unordered) => ({ unordered })),
      bareStep.map((step) => ({ equalAfter: [step] })),
    ),
    owner: word,
    reason: word,
    expires: fc.constantFrom('2999-01-31', '2999-01-31T12:00:00+02:00', '2001-01-01'),
    force: fc.boolean(),
  },
  { requiredKeys: ['path', 'owner', 'reason'] },
);

const compare = fc.record(
  {
    headers: fc.array(word, { maxLength: 4 }),
    captureBytes: fc.integer({ min: 1, max: 1_048_576 }),
    endpoints: fc.array(
      path.map((path) => `GET ${path}/{id}`),
      { maxLength: 3 },
    ),
    rules: fc.uniqueArray(rule, { maxLength: 4, selector: ({ path }) => path }),
    mapping: fc.uniqueArray(mappingStep, {
      maxLength: 4,
      selector: (step): unknown => Object.values(step)[0],
    }),
    build: word.map((name) => `X-${name}`),
    clockSkewMs: fc.nat(60_000),
    generated: fc.uniqueArray(
      fc.record({ endpoint, path: field, kind: word }, { requiredKeys: ['path', 'kind'] }),
      {
        maxLength: 3,
        selector: ({ path }) => path,
      },
    ),
  },
  { requiredKeys: [] },
);

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const ratio = fc.integer({ min: 100, max: 400 }).map((percent) => percent / 100);

const gates = fc.record(
  {
    differenceRate: fc.integer({ min: 1, max: 50 }).map((percent) => percent / 100),
    latency: fc.record({ p50: ratio, p95: ratio, p99: ratio }, { requiredKeys: [] }),
    minPairs: fc.integer({ min: 1, max: 1_000_000 }),
    minKeys: fc.integer({ min: 1, max: 64 }),
    loss: share,
    setAside: share,
    require: fc.array(endpoint, { maxLength: 3 }),
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
    gates,
  })
  .map(({ credentials, ...document }) => ({ ...document, mirror: { ...document.mirror, credentials } }));
