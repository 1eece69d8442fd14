import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Migration, MirrorPolicy } from '../../../control-plane/migration/migration.ts';
import { routeConfiguration } from '../../../control-plane/snapshot/routes.ts';
import { controlOf, storedMigration } from '../../makers/stored-migration.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly bucket: number;
  readonly contentLength: number;
  readonly upgrade: string | undefined;
}

interface Route {
  readonly name: string;
  readonly match: { prefix?: string; path?: string; headers?: HeaderMatch[]; runtime_fraction?: object };
  readonly route: { request_mirror_policies?: { cluster: string; runtime_fraction?: object }[] };
  readonly typed_per_filter_config?: object;
}

interface HeaderMatch {
  readonly name: string;
  readonly string_match?: { exact?: string; ignore_case?: boolean; safe_regex?: { regex: string } };
  readonly range_match?: { start: number; end: number };
}

/** Routes as Envoy tries them: in order, all conditions of the first that hold. */
function firstMatch(migration: Migration, request: Request): Route {
  const [host] = (
    routeConfiguration({ ...storedMigration(), migration }) as unknown as {
      virtual_hosts: { routes: Route[] }[];
    }
  ).virtual_hosts;
  const route = host?.routes.find(
    ({ match }) =>
      pathMatches(match, request) && (match.headers ?? []).every((header) => headerMatches(header, request)),
  );
  if (route === undefined) throw new Error('no route matched: a request would be answered 404');
  return route;
}

function pathMatches(match: Route['match'], request: Request): boolean {
  return match.path === undefined ? request.path.startsWith(match.prefix ?? '') : request.path === match.path;
}

function headerMatches(match: HeaderMatch, request: Request): boolean {
  const value = {
    ':method': request.method,
    'x-umbra-bucket': String(request.bucket),
    'content-length': String(request.contentLength),
    upgrade: request.upgrade,
  }[match.name];
  if (value === undefined) return false;
  let holds: boolean;
  if (match.range_match !== undefined)
    holds = Number(value) >= match.range_match.start && Number(value) < match.range_match.end;
  else if (match.string_match?.safe_regex !== undefined)
    holds = new RegExp(`^(${match.string_match.safe_regex.regex})$`).test(value);
  else
    holds =
      match.string_match?.exact === (match.string_match?.ignore_case === true ? value.toLowerCase() : value);
  return holds;
}

const method = fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE');
const path = fc.constantFrom('/orders', '/search', '/healthz', '/graphql');
const request: fc.Arbitrary<Request> = fc.record({
  method,
  path,
  bucket: fc.nat(9_999),
  contentLength: fc.constantFrom(0, 100, 1_000, 1_001, 50_000_000),
  upgrade: fc.constantFrom(undefined, undefined, 'WebSocket'),
});
const policy: fc.Arbitrary<Partial<MirrorPolicy>> = fc.record({
  basisPoints: fc.oneof(fc.constantFrom(0, 1, 2_500, 10_000), fc.nat(10_000)),
  writes: fc.constantFrom('all', 'sampled', 'none'),
  safe: fc.constantFrom([], [{ method: 'POST', path: '/search' }]),
  unsafe: fc.constantFrom([], [{ method: 'GET', path: '/graphql' }]),
  exclude: fc.constantFrom(
    [],
    [{ kind: 'path', path: '/healthz' } as const, { kind: 'upgrade', protocol: 'websocket' } as const],
  ),
  maxBodyBytes: fc.constant(1_000),
});

function isSafe(mirror: MirrorPolicy, request: Request): boolean {
  if (isDeclared(mirror.safe, request)) return true;
  return !isDeclared(mirror.unsafe, request) && ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(request.method);
}

function isDeclared(list: MirrorPolicy['safe'], request: Request): boolean {
  return list.some((entry) => entry.method === request.method && entry.path === request.path);
}

/** What the policy says in words, written without looking at routes. */
function wanted(mirror: MirrorPolicy, request: Request): 'mirror' | 'too-large' | 'plain' {
  const excluded = mirror.exclude.some((entry) =>
    entry.kind === 'path' ? entry.path === request.path : entry.protocol === request.upgrade?.toLowerCase(),
  );
  if (excluded) return 'plain';
  const safe = isSafe(mirror, request);
  const share =
    safe || mirror.writes === 'sampled' ? mirror.basisPoints : mirror.writes === 'all' ? 10_000 : 0;
  if (request.bucket >= share) return 'plain';
  return request.contentLength > mirror.maxBodyBytes ? 'too-large' : 'mirror';
}

describe('routeConfiguration', () => {
  it('mirrors a request exactly when the policy says so', () => {
    fc.assert(
      fc.property(policy, request, (mirror, incoming) => {
        const { migration } = storedMigration({ mirror });
        expect(firstMatch(migration, incoming).name).toBe(`orders/${wanted(migration.mirror, incoming)}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every key that was in when the percent grows', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), request, (one, other, incoming) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const mirrored = (basisPoints: number) =>
          firstMatch(storedMigration({ mirror: { basisPoints, writes: 'sampled' } }).migration, incoming)
            .name === 'orders/mirror';
        expect(mirrored(low) && !mirrored(high)).toBe(false);
      }),
    );
  });

  it('sends a copy to the control where it sends one to the shadow, but without a database of its own for reads alone, whatever is declared safe', () => {
    fc.assert(
      fc.property(policy, request, fc.boolean(), (mirror, incoming, ownDatabase) => {
        const control = controlOf({ ownDatabase });
        const { migration } = storedMigration({ mirror, change: { control } });
        const policies = firstMatch(migration, incoming).route.request_mirror_policies ?? [];
        const copied = wanted(migration.mirror, incoming) === 'mirror';
        const isRead = ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(incoming.method);
        const takes = ownDatabase || (isRead && isSafe(migration.mirror, incoming));
        expect(policies.map(({ cluster }) => cluster)).toEqual(
          copied ? ['orders/hop', ...(takes ? ['orders/control-hop'] : [])] : [],
        );
        // One of its own would pick other requests for each.
        expect(policies.filter((each) => each.runtime_fraction !== undefined)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('copies on the mirror route alone, and only behind the kill switch', () => {
    const configuration = routeConfiguration(storedMigration()) as unknown as {
      virtual_hosts: { routes: Route[] }[];
    };
    const routes = configuration.virtual_hosts[0]?.routes ?? [];

    expect(
      new Set(
        routes
          .filter((route) => route.route.request_mirror_policies !== undefined)
          .map((route) => route.name),
      ),
    ).toEqual(new Set(['orders/mirror']));
    expect(
      routes.filter((route) => route.name !== 'orders/plain' && route.match.runtime_fraction === undefined),
    ).toEqual([]);
  });

  it.each([
    ['halted', { halted: true }],
    ['at 0 % with no writes', { mirror: { basisPoints: 0, writes: 'none' } }],
  ] as const)('takes the capture filter out of the way when %s', (_case, parts) => {
    const [host] = (
      routeConfiguration(storedMigration(parts)) as unknown as {
        virtual_hosts: { routes: Route[]; typed_per_filter_config?: object }[];
      }
    ).virtual_hosts;

    expect(host?.routes.map((route) => route.name)).toEqual(['orders/plain']);
    expect(JSON.stringify(host?.typed_per_filter_config)).toContain('"disabled":true');
  });

  it('without a key spares plain requests the filter, with one leaves it on for the bucket', () => {
    const plain = (key: MirrorPolicy['key']) =>
      firstMatch(storedMigration({ mirror: { key, basisPoints: 0 } }).migration, {
        method: 'GET',
        path: '/',
        bucket: 1,
        contentLength: 0,
        upgrade: undefined,
      });

    expect(plain(undefined).typed_per_filter_config).toBeDefined();
    expect(plain({ kind: 'header', name: 'x' }).typed_per_filter_config).toBeUndefined();
  });
});
