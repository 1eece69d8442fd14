import path from 'node:path';
import { startService, type ServiceName } from '../../../cli/stack/service-process.ts';
import { ensureEnvoy } from '../../../envoy/install.ts';
import { startEnvoy } from '../../../envoy/run.ts';
import type { Log } from '../../../platform/log/logger.ts';
import { freePorts } from '../../../platform/net/free-port.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../platform/postgres/local-postgres.ts';
import type { LeashedChild } from '../../../platform/process/leash.ts';
import { startMain } from './start-main.ts';
import type { Link, Toxiproxy } from './toxiproxy.ts';

/** In the order in which they start; they are stopped in reverse. */
export const partNames = [
  'primary',
  'shadow',
  'control',
  'postgres',
  'controlPlane',
  'comparator',
  'envoy',
] as const;

export type PartName = (typeof partNames)[number];

export type Part = Pick<LeashedChild, 'pid' | 'exited' | 'kill'> & { readonly stop: () => Promise<unknown> };

/** Ways that a fault can break: from Envoy to the three it talks to, and from both services to PostgreSQL. */
export const linkNames = ['shadow', 'xds', 'exchanges', 'store'] as const;

export type LinkName = (typeof linkNames)[number];

const partPorts = [
  'primary',
  'primaryControl',
  'shadow',
  'shadowControl',
  'control',
  'controlControl',
  'postgres',
  'api',
  'xds',
  'exchanges',
  'read',
  'admin',
  'listener',
] as const;

export interface Ports {
  /** Where each part listens. */
  readonly of: Readonly<Record<(typeof partPorts)[number], number>>;
  /** Where each link listens; whoever connects there reaches the part behind it. */
  readonly link: Readonly<Record<LinkName, number>>;
}

export async function settlePorts(): Promise<Ports> {
  const wanted = [...partPorts, ...linkNames].map((purpose) => ({ port: 0, purpose, option: 'no option' }));
  const free = await freePorts(wanted);
  const numbered = <Name extends string>(names: readonly Name[], from: number): Record<Name, number> =>
    Object.fromEntries(names.map((name, index) => [name, free[from + index]])) as Record<Name, number>;
  return { of: numbered(partPorts, 0), link: numbered(linkNames, partPorts.length) };
}

export async function openLinks(proxy: Toxiproxy, { of, link }: Ports): Promise<Record<LinkName, Link>> {
  const targets: Record<LinkName, number> = {
    shadow: of.shadow,
    xds: of.xds,
    exchanges: of.exchanges,
    store: of.postgres,
  };
  const opened: Partial<Record<LinkName, Link>> = {};
  for (const name of linkNames) opened[name] = await proxy.link(name, link[name], targets[name]);
  return opened as Record<LinkName, Link>;
}

/** How each part is started, on the same ports and data each time, and with the links between them. */
export function partStarters(
  stateDirectory: string,
  { of, link }: Ports,
  log: Log,
): Readonly<Record<PartName, () => Promise<Part>>> {
  let postgres: LocalPostgres | undefined;
  const upstream = async (port: number, controlPort: number): Promise<Part> =>
    (await startMain('upstream-main.ts', [String(port), String(controlPort)])).child;
  const service = (name: ServiceName): Promise<Part> => {
    const database = new URL(postgres?.url ?? 'postgres://not-started');
    database.port = String(link.store);
    return startService({
      service: name,
      environment: {
        DATABASE_URL: database.href,
        UMBRA_API_PORT: String(of.api),
        UMBRA_XDS_PORT: String(of.xds),
        UMBRA_EXCHANGES_PORT: String(of.exchanges),
        UMBRA_READ_PORT: String(of.read),
        UMBRA_COMPARATOR_URL: `http://127.0.0.1:${of.read}`,
        UMBRA_CONTROL_PLANE_URL: `http://127.0.0.1:${of.api}`,
      },
      onLine: () => undefined,
    });
  };
  return {
    primary: () => upstream(of.primary, of.primaryControl),
    shadow: () => upstream(of.shadow, of.shadowControl),
    control: () => upstream(of.control, of.controlControl),
    postgres: async () => {
      const directory = path.join(stateDirectory, 'postgres');
      postgres = await startLocalPostgres({ directory, port: of.postgres, durable: false, log });
      return postgres;
    },
    controlPlane: () => service('control-plane'),
    comparator: () => service('comparator'),
    envoy: async () =>
      startEnvoy({
        binary: await ensureEnvoy(),
        nodeId: 'umbra-faults',
        admin: { host: '127.0.0.1', port: of.admin },
        controlPlane: { host: '127.0.0.1', port: link.xds },
        comparator: { host: '127.0.0.1', port: link.exchanges },
        variant: 'state-of-the-world',
        concurrency: 2,
        directory: path.join(stateDirectory, 'envoy'),
      }),
  };
}
