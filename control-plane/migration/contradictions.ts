import { isLoopback, isSameHostPort, isUnspecified, parseHostPort } from './host-port.ts';
import { defaultCredentials, toHostPorts } from './migration-conversion.ts';
import { migrationDocument, type MigrationDocument } from './migration-document.ts';
import { followSteps } from './mapping-contradictions.ts';
import type { HostPort } from './migration.ts';
import type { Problem } from './problem.ts';
import { ruleContradictions } from './rule-contradictions.ts';

/** The sections of a document that could be read; a section with a problem of its own is absent. */
export type ReadableSections = Partial<MigrationDocument>;

/** Reads each section by itself, so that one bad key does not hide what contradicts elsewhere. */
export function readableSections(input: unknown): ReadableSections {
  if (typeof input !== 'object' || input === null) return {};
  const sections: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(migrationDocument.shape)) {
    const parsed = schema.safeParse((input as Record<string, unknown>)[name]);
    if (parsed.success) sections[name] = parsed.data;
  }
  return sections;
}

/** What each section says well by itself and does not fit the others. */
export function contradictions(sections: ReadableSections): readonly Problem[] {
  return [
    ...listenerContradictions(sections),
    ...upstreamContradictions(sections),
    ...routeContradictions(sections),
    ...mirrorContradictions(sections),
    ...credentialContradictions(sections),
    ...compareContradictions(sections),
  ];
}

function listenerContradictions({ listener }: ReadableSections): readonly Problem[] {
  if (listener?.forwardedFor !== 'keep' || listener.trustedHops === 0) return [];
  return [
    {
      path: 'listener.trustedHops',
      message: `listener.trustedHops is ${listener.trustedHops}, which has no meaning while listener.forwardedFor is keep`,
      remedy: 'Write forwardedFor: append, or remove trustedHops.',
    },
  ];
}

interface NamedHost {
  readonly path: string;
  readonly text: string;
  readonly address: HostPort;
}

function namedHosts(path: string, hosts: readonly string[] | undefined): readonly NamedHost[] {
  return (hosts ?? []).flatMap((text, index) => {
    const address = parseHostPort(text);
    return address === undefined ? [] : [{ path: `${path}.hosts[${index}]`, text, address }];
  });
}

function upstreamContradictions({
  listener,
  primary,
  shadow,
  control,
  routes,
}: ReadableSections): readonly Problem[] {
  const primaries = namedHosts('primary', primary?.hosts);
  const shadows = namedHosts('shadow', shadow?.hosts);
  const controls = namedHosts('control', control?.hosts);
  const plain = (routes ?? []).flatMap((route, index) => namedHosts(`routes[${index}]`, route.hosts));
  const problems: Problem[] = [];
  for (const host of [...shadows, ...controls]) {
    const same = sameAs(host, primaries);
    if (same === undefined) continue;
    problems.push({
      path: host.path,
      message: `${host.path} is ${host.text}, which is the primary (${same.path} is ${same.text}): every mirrored write would be done twice in production`,
      remedy: 'Name the stack that runs on a clone of the database.',
    });
  }
  for (const host of controls) {
    const same = sameAs(host, shadows);
    if (same === undefined) continue;
    problems.push({
      path: host.path,
      message: `${host.path} is ${host.text}, which is the shadow (${same.path} is ${same.text}): it would show as noise whatever the migration breaks, and get every write twice`,
      remedy: 'Name a stack of the old version, on a clone of its own.',
    });
  }
  for (const host of plain) {
    const copied = sameAs(host, shadows) === undefined ? sameAs(host, controls) && 'control' : 'shadow';
    if (copied === undefined) continue;
    problems.push({
      path: host.path,
      message: `${host.path} is ${host.text}, which is the ${copied}: clients would get its answers`,
      remedy: 'Name an upstream of production.',
    });
  }
  for (const host of [...primaries, ...shadows, ...controls, ...plain]) {
    const group = [primaries, shadows, controls].find((hosts) => hosts.includes(host)) ?? [];
    if (sameAs(host, group.slice(0, group.indexOf(host))) !== undefined) {
      problems.push({
        path: host.path,
        message: `${host.path} is ${host.text}, which the list already has`,
        remedy: 'Write each host once.',
      });
    }
    if (listener !== undefined && reachesListener(host.address, listener)) {
      problems.push({
        path: host.path,
        message: `${host.path} is ${host.text}, which is this migration's own listener: requests would go round in a circle`,
        remedy: 'Name the application itself, or give the listener another port.',
      });
    }
  }
  return problems;
}

function sameAs(host: NamedHost, others: readonly NamedHost[]): NamedHost | undefined {
  return others.find((other) => isSameHostPort(host.address, other.address));
}

function reachesListener(address: HostPort, listener: HostPort): boolean {
  if (isUnspecified(listener.host)) return isLoopback(address.host) && address.port === listener.port;
  return isSameHostPort(address, listener);
}

function routeContradictions({ routes = [] }: ReadableSections): readonly Problem[] {
  return routes.flatMap(({ pathPrefix }, index) => {
    const path = `routes[${index}].pathPrefix`;
    if (pathPrefix === '/') {
      return [
        {
          path,
          message: `${path} is /, so no request would be left to mirror`,
          remedy: 'Name a longer prefix.',
        },
      ];
    }
    if (routes.findIndex((other) => other.pathPrefix === pathPrefix) === index) return [];
    return [
      {
        path,
        message: `${path} is ${pathPrefix}, which an earlier route has`,
        remedy: 'Write each prefix once.',
      },
    ];
  });
}

function mirrorContradictions({ mirror }: ReadableSections): readonly Problem[] {
  if (mirror === undefined) return [];
  const problems: Problem[] = [];
  if (mirror.writes === 'sampled' && mirror.key === undefined) {
    problems.push({
      path: 'mirror.writes',
      message:
        'mirror.writes is sampled without a mirror.key, so reads would miss the writes that they depend on',
      remedy: 'Name a key, such as key: { header: x-tenant-id }, or write writes: all.',
    });
  }
  for (const [index, { method, path }] of mirror.unsafe.entries()) {
    if (!mirror.safe.some((safe) => safe.method === method && safe.path === path)) continue;
    problems.push({
      path: `mirror.unsafe[${index}]`,
      message: `mirror.unsafe[${index}] is ${method} ${path}, which mirror.safe has too`,
      remedy: 'Keep it in one of the two lists.',
    });
  }
  return problems;
}

/** Copies go to the shadow and to the control, with one setting for both. */
function credentialContradictions({ mirror, shadow, control }: ReadableSections): readonly Problem[] {
  if (mirror === undefined || shadow === undefined) return [];
  const copied = [
    { name: 'shadow', ...shadow },
    ...(control === undefined ? [] : [{ name: 'control', ...control }]),
  ].map(({ name, hosts, tls }) => ({ name, tls, addresses: toHostPorts(hosts) }));
  const remotes = copied.flatMap(({ name, tls, addresses }) =>
    addresses.filter(({ host }) => !isLoopback(host)).map(({ host }) => ({ name, tls, host })),
  );
  const [remote] = remotes;
  const unsaid = defaultCredentials(copied.flatMap(({ addresses }) => addresses)) === undefined;
  if (mirror.credentials === undefined && unsaid && remote !== undefined) {
    return [
      {
        path: 'mirror.credentials',
        message: `mirror.credentials is missing, and the ${remote.name} ${remote.host} is another machine: whether it may see the clients' credentials is for you to say`,
        remedy: `Write credentials: strip, credentials: { replace: … }, or, with ${remote.name}.tls, credentials: forward.`,
      },
    ];
  }
  if (mirror.credentials !== 'forward') return [];
  const inClear = remotes.find(({ tls }) => tls === undefined);
  if (inClear === undefined) return [];
  return [
    {
      path: 'mirror.credentials',
      message: `mirror.credentials is forward, which would send the clients' credentials to ${inClear.host} in clear text`,
      remedy: `Write credentials: strip, credentials: { replace: … }, or set ${inClear.name}.tls.`,
    },
  ];
}

function compareContradictions({ compare }: ReadableSections): readonly Problem[] {
  if (compare === undefined) return [];
  const mapping = followSteps(compare.mapping, 'compare.mapping');
  return [
    ...ruleContradictions(compare.rules, 'compare.rules', mapping.done),
    ...mapping.problems,
    ...generatedContradictions(compare.generated),
  ];
}

function generatedContradictions(generated: MigrationDocument['compare']['generated']): readonly Problem[] {
  return generated.flatMap(({ endpoint, path, kind }, index) => {
    const same = generated
      .slice(0, index)
      .findIndex((other) => other.endpoint === endpoint && other.path === path);
    if (same < 0) return [];
    return [
      {
        path: `compare.generated[${index}]`,
        message: `compare.generated[${index}] is ${path} of kind ${kind}, and compare.generated[${same}] names that path already`,
        remedy: 'Name each path once.',
      },
    ];
  });
}
