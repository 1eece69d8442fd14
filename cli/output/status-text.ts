import type { Envoy, MirrorState, Status } from '../api/answers.ts';
import { table } from './table.ts';

export function statusText(status: Status): string {
  const { name, phase, mirror, confirmed, envoys, stored, problem, warnings = [] } = status;
  const connected = envoys.filter((envoy) => envoy.connected).length;
  const lines = [
    `${name}: ${phase}`,
    `  asked for  ${mirrorText(mirror)}`,
    `  confirmed  ${confirmed === null ? unconfirmedText(connected) : `${mirrorText(confirmed)}, by ${connected === 1 ? 'the one connected Envoy' : `all ${connected} connected Envoys`}`}`,
  ];
  if (stored === false) lines.push('  The halt holds, but is not stored yet: the store is away.');
  if (problem !== undefined) lines.push(`  Envoys are not told the newest configuration: ${problem}`);
  for (const warning of warnings) lines.push(`  Warning: ${warning}`);
  if (envoys.length > 0) {
    const rows = envoys.map((envoy) => [
      envoy.node,
      envoy.connected ? 'yes' : 'no',
      envoy.confirmed === null ? 'nothing yet' : mirrorText(envoy.confirmed),
      configText(envoy.config),
    ]);
    lines.push(table(['Envoy', 'connected', 'confirmed', 'configuration'], rows));
  }
  return lines.join('\n');
}

export function mirrorText({ percent, writes, halted }: MirrorState): string {
  return halted ? 'halted: nothing is mirrored' : `${percent} % of safe requests, writes: ${writes}`;
}

function unconfirmedText(connected: number): string {
  return connected === 0
    ? 'nothing: no Envoy is connected'
    : 'nothing: the connected Envoys do not agree yet';
}

function configText(config: Envoy['config']): string {
  const entries = Object.entries(config);
  const rejected = entries.flatMap(([type, { rejected }]) =>
    rejected == null ? [] : [`${type} ${rejected.version} rejected: ${rejected.reason}`],
  );
  const waiting = entries.filter(([, { sent, acknowledged }]) => sent !== acknowledged).map(([type]) => type);
  if (rejected.length > 0) return rejected.join('\n');
  return waiting.length === 0 ? 'acknowledged' : `not acknowledged yet: ${waiting.join(', ')}`;
}
