import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Migration } from '../migration/migration.ts';
import { copyTargets, takes, type CopyTarget } from './copy-target.ts';
import { seconds } from './duration.ts';
import { mirrorShares, type MirrorShare } from './mirror-plan.ts';
import { copiedForwardedFor } from './mirror-copy.ts';
import { names } from './names.ts';

/** The primary's validators mean nothing to another upstream: a 304 there would compare nothing. */
const validators = ['if-none-match', 'if-modified-since'];

export function hopRouteConfigurations(migration: Migration): readonly ConfigMessage[] {
  return copyTargets(migration).map((target) => hopRouteConfiguration(migration, target));
}

/** Routes of a hop: everything to the upstream behind it, marked as a copy, within a time limit of its own. */
function hopRouteConfiguration(migration: Migration, target: CopyTarget): ConfigMessage {
  const name = names.hopRoutes(migration.name, target.side);
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name,
    virtual_hosts: [
      {
        name,
        domains: ['*'],
        routes: mirrorShares(migration.mirror).map((share) => hopRoute(migration, target, share)),
        // After those of the route.
        request_headers_to_remove: [copiedForwardedFor, 'x-envoy-internal', ...credentialHeaders(migration)],
        request_headers_to_add: addedHeaders(migration),
      },
    ],
  };
}

function hopRoute({ name, mirror }: Migration, target: CopyTarget, share: MirrorShare): ConfigMessage {
  const { side } = target;
  const { match, unsafe } = share;
  const route = {
    name: names.copiedRoute(name, side),
    match: { ...match.path, ...(match.headers.length > 0 ? { headers: match.headers } : {}) },
  };
  // No mirror policy sends one here; between two configurations, which an Envoy takes route by route, one may come all the same.
  if (!takes(target, share)) return { ...route, direct_response: { status: 403 } };
  return {
    ...route,
    route: {
      cluster: names.copied(name, side),
      timeout: seconds(mirror.timeoutMs),
      // Writes have circuit breakers of their own (HIGH): a shed read costs a comparison, a shed write a whole key.
      priority: unsafe ? 'HIGH' : 'DEFAULT',
    },
    request_headers_to_remove: ['x-forwarded-for', ...(unsafe ? [] : validators)],
    request_headers_to_add: [{ header: { key: 'x-forwarded-for', value: `%REQ(${copiedForwardedFor})%` } }],
  };
}

function credentialHeaders(migration: Migration): readonly string[] {
  return migration.mirror.credentials === 'forward' ? [] : ['authorization', 'cookie'];
}

function addedHeaders(migration: Migration): readonly ConfigMessage[] {
  const { credentials } = migration.mirror;
  const replacements = typeof credentials === 'object' ? Object.entries(credentials.replace) : [];
  return [['x-umbra-mirror', '1'] as const, ...replacements].map(([key, value]) => ({
    header: { key, value: value.replaceAll('%', '%%') },
    append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
  }));
}
