import { formatHostPort } from '../../control-plane/migration/host-port.ts';
import { toPercent } from '../../control-plane/migration/percent.ts';
import type { ControlUpstream, Migration, Upstream } from '../../control-plane/migration/migration.ts';
import type { LocalStack } from '../stack/local-stack.ts';

export function upText(
  { apiUrl, envoyAdminUrl, databaseUrl, logDirectory }: LocalStack,
  migration: Migration,
): string {
  const { name, listener, primary, shadow, control, mirror } = migration;
  const scheme = listener.tls === undefined ? 'http' : 'https';
  const hosts = (upstream: Upstream): string => upstream.hosts.map(formatHostPort).join(', ');
  const lines = [
    ['Send traffic to', `${scheme}://${formatHostPort(listener)}`],
    ['  answered by', hosts(primary)],
    [
      '  mirrored to',
      `${hosts(shadow)}: ${toPercent(mirror.basisPoints)} % of safe requests, writes: ${mirror.writes}`,
    ],
    ...(control === undefined ? [] : [['  and to a control', `${hosts(control)}: ${controlText(control)}`]]),
    ['Web page, API', apiUrl],
    ['Envoy admin', envoyAdminUrl],
    ['PostgreSQL', withoutPassword(databaseUrl)],
    ['Logs', logDirectory],
  ];
  const width = Math.max(...lines.map(([label = '']) => label.length));
  return [
    `Umbra is up, verifying ${name}.`,
    ...lines.map(([label = '', value = '']) => `  ${label.padEnd(width)}  ${value}`),
    `Look at it with \`umbra status ${name}\` and \`umbra report ${name}\`. Ctrl-C stops everything.`,
  ].join('\n');
}

function controlText({ ownDatabase }: ControlUpstream): string {
  return ownDatabase ? 'the same requests' : 'the same reads; no writes, for it has no database of its own';
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = '';
  return url.href;
}
