import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Migration, StoredMigration } from '../migration/migration.ts';
import { captureDisabled } from './capture-filter.ts';
import { seconds } from './duration.ts';
import { copyTargets, takes } from './copy-target.ts';
import { copyHeaders } from './mirror-copy.ts';
import { mirrorShares, mirrorsAnything, type MirrorShare } from './mirror-plan.ts';
import { names } from './names.ts';
import {
  anyRequest,
  exactPath,
  inFirstBuckets,
  largerThan,
  pathPrefix,
  upgradeRequest,
  type RequestMatch,
} from './request-match.ts';

/**
 * Routes of the listener: what is excluded first, then what is mirrored, and everything else to the primary untouched.
 * The mirror is cut here, by bucket, so a change of the percent is a change of routes alone.
 */
export function routeConfiguration({ migration, halted }: StoredMigration): ConfigMessage {
  const active = mirrorsAnything(migration, halted);
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: names.routes(migration.name),
    virtual_hosts: [
      {
        name: migration.name,
        domains: ['*'],
        routes: [
          ...migration.routes.map((route, index) =>
            unmirrored(pathPrefix(route.pathPrefix), {
              cluster: names.plainUpstream(migration.name, index),
              timeout: '0s',
            }),
          ),
          ...(active ? mirroredRoutes(migration) : []),
          unmirrored(anyRequest, primaryAction(migration)),
        ],
        request_headers_to_remove: hiddenHeaders(migration, active),
        ...(active ? {} : { typed_per_filter_config: captureDisabled }),
      },
    ],
  };

  function unmirrored(match: RequestMatch, action: ConfigMessage): ConfigMessage {
    return plainRoute(migration, match, action);
  }
}

/**
 * What the primary must not see: our bucket, and the mark of a copy where a client forged it, for an application may act on it.
 * Taken off when the route is final: a forged bucket was overwritten by then.
 */
function hiddenHeaders({ mirror }: Migration, active: boolean): readonly string[] {
  return active && mirror.key !== undefined ? ['x-umbra-mirror', 'x-umbra-bucket'] : ['x-umbra-mirror'];
}

function mirroredRoutes(migration: Migration): readonly ConfigMessage[] {
  const { mirror } = migration;
  const action = primaryAction(migration);
  return [
    ...mirror.exclude.map((exclusion) =>
      plainRoute(
        migration,
        exclusion.kind === 'path' ? exactPath(exclusion.path) : upgradeRequest(exclusion.protocol),
        action,
      ),
    ),
    ...mirrorShares(mirror).flatMap((share) => [
      ...(share.basisPoints > 0 ? [tooLargeRoute(migration, share), mirrorRoute(migration, share)] : []),
      // What a share leaves out must not reach the next one, which may mirror more.
      plainRoute(migration, share.match, action),
    ]),
  ];
}

/**
 * With a key, the first match happens before the bucket exists and so lands on a plain route: the filter must stay on
 * there. Without one the first match is final, and a plain request need not pay for the filter at all.
 */
function plainRoute(migration: Migration, match: RequestMatch, action: ConfigMessage): ConfigMessage {
  return {
    name: names.plainRoute(migration.name),
    match: toRouteMatch(match),
    route: action,
    ...(migration.mirror.key === undefined ? { typed_per_filter_config: captureDisabled } : {}),
  };
}

function mirrorRoute(migration: Migration, share: MirrorShare): ConfigMessage {
  return {
    name: names.mirrorRoute(migration.name),
    match: mirrorMatch(migration, share, share.match),
    route: { ...primaryAction(migration), request_mirror_policies: mirrorPolicies(migration, share) },
    metadata: captureMetadata('mirror'),
  };
}

/** Captured by id alone and sent to the primary only: a body that long could hold up the client behind a stuck shadow. */
function tooLargeRoute(migration: Migration, share: MirrorShare): ConfigMessage {
  return {
    name: names.tooLargeRoute(migration.name),
    match: mirrorMatch(migration, share, largerThan(share.match, migration.mirror.maxBodyBytes)),
    route: primaryAction(migration),
    metadata: captureMetadata('too-large'),
  };
}

/**
 * The kill switch sits on the match, so that off falls through to the plain route, without mirror and without capture. On
 * the mirror policy it would leave the capture running, and every request would look like one the shadow lost.
 */
function mirrorMatch(migration: Migration, share: MirrorShare, match: RequestMatch): ConfigMessage {
  const { key } = migration.mirror;
  const name = share.unsafe ? names.writesSwitch(migration.name) : names.mirrorSwitch(migration.name);
  return {
    ...toRouteMatch(key === undefined ? match : inFirstBuckets(match, share.basisPoints)),
    runtime_fraction: { default_value: { numerator: 0, denominator: 'HUNDRED' }, runtime_key: name },
  };
}

/**
 * One copy for each that takes such requests. The route has decided which requests are mirrored, and no policy has a fraction of its
 * own, so that shadow and control get the same ones.
 */
function mirrorPolicies(migration: Migration, share: MirrorShare): readonly ConfigMessage[] {
  return copyTargets(migration)
    .filter((target) => takes(target, share))
    .map(({ side }) => ({
      cluster: names.hop(migration.name, side),
      disable_shadow_host_suffix_append: true,
      request_headers_mutations: copyHeaders,
    }));
}

function primaryAction(migration: Migration): ConfigMessage {
  const { timeoutMs, retries } = migration.primary;
  return {
    cluster: names.primary(migration.name),
    timeout: seconds(timeoutMs),
    ...(retries === undefined
      ? {}
      : { retry_policy: { retry_on: retries.on, num_retries: retries.attempts } }),
  };
}

function captureMetadata(capture: 'mirror' | 'too-large'): ConfigMessage {
  return { filter_metadata: { [names.captureFilter]: { capture } } };
}

function toRouteMatch(match: RequestMatch): ConfigMessage {
  return { ...match.path, ...(match.headers.length > 0 ? { headers: match.headers } : {}) };
}
