import { freePorts, type WantedPort } from '../../platform/net/free-port.ts';

export interface StackPorts {
  readonly api: number;
  readonly xds: number;
  readonly exchanges: number;
  readonly read: number;
  readonly admin: number;
  readonly postgres: number;
}

export const defaultPorts: StackPorts = {
  api: 8080,
  xds: 18_000,
  exchanges: 18_001,
  read: 18_002,
  admin: 18_003,
  postgres: 18_004,
};

/** Any free port for each. */
export const anyPorts: StackPorts = { api: 0, xds: 0, exchanges: 0, read: 0, admin: 0, postgres: 0 };

interface PortUse {
  readonly purpose: string;
  readonly option: string;
}

/** What each port is for, and the option of `umbra up` that changes it. */
export const portUses: Readonly<Record<keyof StackPorts, PortUse>> = {
  api: { purpose: 'the API and the web page', option: '--api-port' },
  xds: { purpose: "the control plane's xDS", option: '--xds-port' },
  exchanges: { purpose: "the comparator's exchanges", option: '--exchanges-port' },
  read: { purpose: "the comparator's read API", option: '--read-port' },
  admin: { purpose: "Envoy's admin page", option: '--admin-port' },
  postgres: { purpose: 'PostgreSQL', option: '--postgres-port' },
};

/**
 * Settles all ports before anything is started.
 *
 * @throws PortBusyError naming every busy one, the listener's included.
 */
export async function settlePorts(
  wanted: StackPorts,
  { ownPostgres, listeners = [] }: { ownPostgres: boolean; listeners?: readonly WantedPort[] },
): Promise<StackPorts> {
  const names = (Object.keys(portUses) as (keyof StackPorts)[]).filter(
    (name) => ownPostgres || name !== 'postgres',
  );
  const settled = await freePorts([
    ...names.map((name) => ({ port: wanted[name], ...portUses[name] })),
    ...listeners,
  ]);
  const chosen = Object.fromEntries(names.map((name, index) => [name, settled[index]]));
  return { ...wanted, ...chosen };
}
