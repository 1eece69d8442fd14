import type { HostPort } from './migration.ts';

const hostName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;
const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`);

/** `host:port`, `[::1]:8080`; undefined where it is neither. Hosts are lower case, IPv6 in its shortest form without brackets. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([^:[\]/@\s]+)):(\d{1,5})$/i.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  const host = match[1] === undefined ? parseNameOrIpv4(match[2] ?? '') : parseIpv6(match[1]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address that a listener can be bound to, in its shortest form; undefined for names and for what does not parse. */
export function parseIpAddress(text: string): string | undefined {
  return ipv4.test(text) ? text : parseIpv6(text);
}

/** Whether traffic to it stays on the machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || unmapped(host).startsWith('127.')
  );
}

/** Whether an address to listen on stands for every address of the machine. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Whether both reach the same server; the names of this machine's loopback are one. */
export function isSameHostPort(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && (a.host === b.host || (isLoopback(a.host) && isLoopback(b.host)));
}

function parseNameOrIpv4(text: string): string | undefined {
  const host = text.replace(/\.$/, '').toLowerCase();
  if (ipv4.test(host)) return host;
  // A last label of digits only is a mistyped address (10.0.0.256, 10.1): no top-level domain looks like that.
  return hostName.test(host) && !/(^|\.)\d+$/.test(host) ? host : undefined;
}

function parseIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** `::ffff:7f00:1`, which is how the shortest form writes ::ffff:127.0.0.1. */
function unmapped(host: string): string {
  const match = /^::ffff:([0-9a-f]{1,4}):[0-9a-f]{1,4}$/.exec(host);
  return match === null ? host : `${parseInt(match[1] ?? '', 16) >> 8}.`;
}
