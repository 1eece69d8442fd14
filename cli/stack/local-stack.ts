import path from 'node:path';
import { ensureEnvoy } from '../../envoy/install.ts';
import { startEnvoy } from '../../envoy/run.ts';
import type { Environment } from '../../platform/configuration/parse-environment.ts';
import { openLogFile, type LogFile } from '../../platform/log/log-file.ts';
import type { Log } from '../../platform/log/logger.ts';
import type { WantedPort } from '../../platform/net/free-port.ts';
import { startLocalPostgres } from '../../platform/postgres/local-postgres.ts';
import type { ChildExit } from '../../platform/process/leash.ts';
import { startService, type ServiceName } from './service-process.ts';
import { portUses, settlePorts, type StackPorts } from './stack-ports.ts';

interface StackProcess {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly stop: () => Promise<unknown>;
}

/** In the order in which they are stopped: Envoy first, so that what it still has to report finds a comparator and a store. */
export const processNames = ['envoy', 'comparator', 'controlPlane', 'postgres'] as const;

export type ProcessName = (typeof processNames)[number];

export interface LocalStackOptions {
  /** Holds PostgreSQL's data, the logs, and Envoy's bootstrap. */
  readonly stateDirectory: string;
  /** 0 picks a free one. */
  readonly ports: StackPorts;
  /** Ports that the migrations' listeners will need, checked with the others. */
  readonly listeners?: readonly WantedPort[];
  /** A server that is running already; without it one is started. */
  readonly databaseUrl?: string | undefined;
  /** Whether the database survives a power cut. */
  readonly durable?: boolean;
  /** Variables for both services, over those that the stack sets. */
  readonly environment?: Environment;
  readonly envoy?: { readonly concurrency?: number; readonly variant?: 'state-of-the-world' | 'delta' };
  /** Every line that a process prints, besides its log file. */
  readonly onLine?: (process: ProcessName, line: string) => void;
  readonly log: Log;
}

export interface LocalStack {
  readonly apiUrl: string;
  readonly ports: StackPorts;
  readonly xdsPort: number;
  readonly databaseUrl: string;
  readonly envoyAdminUrl: string;
  readonly logDirectory: string;
  /** Those that run now; PostgreSQL is missing where the database was given. */
  readonly processes: Readonly<Partial<Record<ProcessName, StackProcess>>> &
    Readonly<Record<Exclude<ProcessName, 'postgres'>, StackProcess>>;
  /** Stops one if it still runs, and starts it as before, on the same ports and data. */
  readonly restart: (name: ProcessName) => Promise<void>;
  /** Ends every process, in order. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts everything Umbra consists of on this machine, each part a process of its own that ends with this one.
 * When it returns, the control plane and the comparator are ready and Envoy has its first configuration.
 *
 * @throws PortBusyError before anything is started, or what the part that does not start says; the others are stopped again.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { stateDirectory, log, listeners = [] } = options;
  const ports = await settlePorts(options.ports, {
    ownPostgres: options.databaseUrl === undefined,
    listeners,
  });
  const logDirectory = path.join(stateDirectory, 'logs');
  const running = new Map<ProcessName, StackProcess>();
  const logFiles = new Map<ProcessName, LogFile>();
  let databaseUrl = options.databaseUrl ?? '';

  const lineSink = (name: ProcessName): ((line: string) => void) => {
    const file = logFiles.get(name) ?? openLogFile(logDirectory, name);
    logFiles.set(name, file);
    return (line) => {
      file.write(line);
      options.onLine?.(name, line);
    };
  };
  const startOne = (service: ServiceName, name: ProcessName): Promise<StackProcess> =>
    startService({
      service,
      environment: { ...serviceEnvironment(ports, databaseUrl), ...options.environment },
      onLine: lineSink(name),
    });
  const starters: Readonly<Record<ProcessName, () => Promise<StackProcess>>> = {
    postgres: async () => {
      const postgres = await startLocalPostgres({
        directory: path.join(stateDirectory, 'postgres'),
        port: ports.postgres,
        portOption: portUses.postgres.option,
        durable: options.durable ?? true,
        onLine: lineSink('postgres'),
        log,
      });
      databaseUrl = postgres.url;
      return postgres;
    },
    controlPlane: () => startOne('control-plane', 'controlPlane'),
    comparator: () => startOne('comparator', 'comparator'),
    envoy: async () =>
      startEnvoy({
        binary: await ensureEnvoy((message) => {
          log.info(message);
        }),
        nodeId: 'umbra-local',
        admin: { host: '127.0.0.1', port: ports.admin },
        controlPlane: { host: '127.0.0.1', port: ports.xds },
        comparator: { host: '127.0.0.1', port: ports.exchanges },
        variant: options.envoy?.variant ?? 'state-of-the-world',
        concurrency: options.envoy?.concurrency ?? 2,
        directory: path.join(stateDirectory, 'envoy'),
        onLine: lineSink('envoy'),
      }),
  };

  const start = async (name: ProcessName): Promise<void> => {
    running.set(name, await starters[name]());
  };
  const stop = async (): Promise<void> => {
    for (const name of processNames) {
      await running.get(name)?.stop();
      running.delete(name);
    }
    for (const file of logFiles.values()) file.close();
  };

  try {
    if (options.databaseUrl === undefined) await start('postgres');
    await start('controlPlane');
    await settleAll([start('comparator'), start('envoy')]);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    apiUrl: `http://127.0.0.1:${ports.api}`,
    ports,
    xdsPort: ports.xds,
    databaseUrl,
    envoyAdminUrl: `http://127.0.0.1:${ports.admin}`,
    logDirectory,
    get processes() {
      return Object.fromEntries(running) as LocalStack['processes'];
    },
    restart: async (name) => {
      await running.get(name)?.stop();
      await start(name);
    },
    stop,
  };
}

/** Waits for all before it reports the first failure, so that none is still starting while the others are stopped. */
async function settleAll(starts: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(starts)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** Both services read the same environment; each takes what is its own (docs/architecture.md). */
function serviceEnvironment(ports: StackPorts, databaseUrl: string): Environment {
  return {
    DATABASE_URL: databaseUrl,
    UMBRA_HOST: '127.0.0.1',
    UMBRA_API_PORT: String(ports.api),
    UMBRA_XDS_PORT: String(ports.xds),
    UMBRA_EXCHANGES_PORT: String(ports.exchanges),
    UMBRA_READ_PORT: String(ports.read),
    UMBRA_COMPARATOR_URL: `http://127.0.0.1:${ports.read}`,
    UMBRA_CONTROL_PLANE_URL: `http://127.0.0.1:${ports.api}`,
  };
}
