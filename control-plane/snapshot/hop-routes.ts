import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Migration } from '../migration/migration.ts';
import { seconds } from './duration.ts';
import { mirrorShares } from './mirror-plan.ts';
import { copiedForwardedFor } from './mirror-copy.ts';
import { names } from './names.ts';

/** The primary's validators mean nothing to the shadow: a 304 there would compare nothing. */
const validators = ['if-none-match', 'if-modified-since'];

/** Routes of the hop: everything to the shadow, marked as a copy, within the shadow's own time limit. */
export function hopRouteConfiguration(migration: Migration): ConfigMessage {
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: names.hopRoutes(migration.name),
    virtual_hosts: [
      {
        name: names.hopRoutes(migration.name),
        domains: ['*'],
        // Writes have circuit breakers of their own (HIGH): a shed read costs a comparison, a shed write a whole key.
        routes: mirrorShares(migration.mirror).map(({ match, unsafe }) => ({
          name: names.shadowRoute(migration.name),
          match: { ...match.path, ...(match.headers.length > 0 ? { headers: match.headers } : {}) },
          route: {
            cluster: names.shadow(migration.name),
            timeout: seconds(migration.mirror.timeoutMs),
            priority: unsafe ? 'HIGH' : 'DEFAULT',
          },
          request_headers_to_remove: ['x-forwarded-for', ...(unsafe ? [] : validators)],
          request_headers_to_add: [
            { header: { key: 'x-forwarded-for', value: `%REQ(${copiedForwardedFor})%` } },
          ],
        })),
        // After those of the route.
        request_headers_to_remove: [copiedForwardedFor, 'x-envoy-internal', ...credentialHeaders(migration)],
        request_headers_to_add: addedHeaders(migration),
      },
    ],
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
