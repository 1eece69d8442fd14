import { InvalidArgumentError, Option, type Command } from 'commander';
import { toDocument } from '../../control-plane/migration/migration-conversion.ts';
import type { Migration } from '../../control-plane/migration/migration.ts';
import { untilAccepting } from '../../platform/net/accepting.ts';
import { describeExit } from '../../platform/process/leash.ts';
import { createShutdown, stopOnSignals } from '../../platform/shutdown/shutdown.ts';
import { createApiClient } from '../api/api-client.ts';
import { migrationFromFile } from '../migration-from-file.ts';
import { consoleLog } from '../output/console-log.ts';
import { upText } from '../output/up-text.ts';
import { processNames, startLocalStack, type LocalStack, type ProcessName } from '../stack/local-stack.ts';
import { defaultPorts, portUses, type StackPorts } from '../stack/stack-ports.ts';
import {
  defaultStateDirectory,
  openStateDirectory,
  temporaryStateDirectory,
} from '../stack/state-directory.ts';
import { waitForConfirmation } from './wait-for-confirmation.ts';
import { migrationPath, type CliIo, type CommandContext } from './command-context.ts';

type PortOptions = { readonly [Name in keyof StackPorts as `${Name}Port`]: number };

interface UpOptions extends PortOptions {
  readonly file: string;
  readonly listenerPort?: number;
  readonly stateDir?: string;
  readonly ephemeral?: boolean;
}

/** PostgreSQL, both services and Envoy, one after the other, each with a deadline of its own. */
const stopDeadlineMs = 45_000;
const serveDeadlineSeconds = 15;

export function addUp(program: Command, { io }: CommandContext): void {
  const command = program
    .command('up')
    .description('run everything on this machine, in front of the two upstreams of a migration, until Ctrl-C')
    .requiredOption('--file <file>', 'the migration, YAML or JSON')
    .option('--listener-port <port>', "Envoy's listener, instead of the one in the file", parsePort)
    .option('--state-dir <directory>', `where data and logs are kept (default: ${defaultStateDirectory()})`)
    .addOption(
      new Option('--ephemeral', 'keep nothing: a temporary state directory, removed at the end').conflicts(
        'stateDir',
      ),
    );
  for (const [name, { purpose, option }] of Object.entries(portUses)) {
    command.option(
      `${option} <port>`,
      `${purpose}; 0 for any free one`,
      parsePort,
      defaultPorts[name as keyof StackPorts],
    );
  }
  command
    .addHelpText(
      'after',
      '\nDATABASE_URL, ENVOY_BIN and PG_BIN_DIR name a PostgreSQL server, an Envoy or PostgreSQL binaries of your own.',
    )
    .action((options: UpOptions) => up(options, io));
}

/** Returns only when something fails; a signal ends the process after everything is closed. */
async function up(options: UpOptions, io: CliIo): Promise<void> {
  const migration = withListenerPort(await migrationFromFile(options.file), options.listenerPort);
  const log = consoleLog(io.err);
  const shutdown = createShutdown({ log, deadlineMs: stopDeadlineMs });
  stopOnSignals(shutdown, log);
  try {
    const stateDirectory = await chooseStateDirectory(options, shutdown.onStop);
    io.err('Starting PostgreSQL, the control plane, the comparator and Envoy …');
    const starting = startStack(options, migration, stateDirectory, io);
    // Registered while it starts: a signal that comes now waits for it, and then stops it.
    shutdown.onStop('The local stack', async () => {
      await (await starting.catch(() => undefined))?.stop();
    });
    const stack = await starting;
    await serve(stack, migration);
    io.out(upText(stack, migration));
    const ended = await firstToEnd(stack);
    throw new Error(`${ended} Its output is in ${stack.logDirectory}.`);
  } finally {
    await shutdown.stop('it cannot go on');
  }
}

/** Hands the migration over, and waits until Envoy serves it. */
async function serve(stack: LocalStack, migration: Migration): Promise<void> {
  const { name, listener } = migration;
  const api = createApiClient(stack.apiUrl);
  await api.send('PUT', migrationPath(name), toDocument(migration));
  await waitForConfirmation(api, name, serveDeadlineSeconds);
  // Envoy acknowledges a listener before its workers have opened it.
  if (!(await untilAccepting(listener, serveDeadlineSeconds * 1_000))) {
    throw new Error(
      `Envoy did not open ${listener.host}:${listener.port}. Its output is in ${stack.logDirectory}.`,
    );
  }
}

function startStack(
  options: UpOptions,
  migration: Migration,
  stateDirectory: string,
  io: CliIo,
): Promise<LocalStack> {
  const { apiPort, xdsPort, exchangesPort, readPort, adminPort, postgresPort } = options;
  return startLocalStack({
    stateDirectory,
    ports: {
      api: apiPort,
      xds: xdsPort,
      exchanges: exchangesPort,
      read: readPort,
      admin: adminPort,
      postgres: postgresPort,
    },
    listeners: [
      { ...migration.listener, purpose: `the listener of ${migration.name}`, option: '--listener-port' },
    ],
    databaseUrl: nonEmpty(io.environment['DATABASE_URL']),
    durable: options.ephemeral !== true,
    onLine: (process, line) => {
      const trouble = troubleIn(line);
      if (trouble !== undefined) io.err(`${process}: ${trouble}`);
    },
    log: consoleLog(io.err),
  });
}

async function chooseStateDirectory(
  { stateDir, ephemeral = false }: UpOptions,
  onStop: (name: string, close: () => Promise<void>) => void,
): Promise<string> {
  if (!ephemeral) return openStateDirectory(stateDir ?? defaultStateDirectory());
  const { directory, remove } = await temporaryStateDirectory();
  onStop('The temporary state directory', remove);
  return directory;
}

/** Resolves when a part ends by itself. While everything is being stopped this does not matter: the process ends with it. */
function firstToEnd({ processes }: LocalStack): Promise<string> {
  const watched = processNames.flatMap((name: ProcessName) => {
    const part = processes[name];
    return part === undefined ? [] : [part.exited.then((exit) => `${name} ${describeExit(exit)} by itself.`)];
  });
  return Promise.race(watched);
}

/** The message of a service's warning or error line; other lines are in the log files. */
function troubleIn(line: string): string | undefined {
  if (!/^\{"level":"(warn|error)"/.test(line)) return undefined;
  const { level, message, error } = JSON.parse(line) as {
    level: string;
    message?: string;
    error?: { message?: string };
  };
  return [level, message, error?.message].filter((part) => part !== undefined).join(': ');
}

function withListenerPort(migration: Migration, port: number | undefined): Migration {
  return port === undefined ? migration : { ...migration, listener: { ...migration.listener, port } };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
