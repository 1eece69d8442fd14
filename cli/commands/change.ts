import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseAnswer, statusAnswer } from '../api/answers.ts';
import type { ApiClient, Method } from '../api/api-client.ts';
import { toDocument } from '../../control-plane/migration/migration-conversion.ts';
import { migrationFromFile } from '../migration-from-file.ts';
import { statusText } from '../output/status-text.ts';
import { migrationPath, type CommandContext } from './command-context.ts';
import { defaultWaitSeconds, parseWaitSeconds, waitForConfirmation } from './wait-for-confirmation.ts';

/** The commands that change something: apply, delete, mirror, halt, resume; and validate, which tells whether `apply` would. */
export function addChangingCommands(program: Command, context: CommandContext): void {
  addValidate(program, context);
  addApply(program, context);
  addDelete(program, context);
  addMirror(program, context);
  addSwitch(program, context, 'halt', 'stop mirroring at once, whatever the percent says');
  addSwitch(program, context, 'resume', 'mirror again after a halt');
}

function addValidate(program: Command, { io }: CommandContext): void {
  program
    .command('validate <file>')
    .description('check a migration file, without an API')
    .action(async (file: string) => {
      const { name } = await migrationFromFile(file);
      io.out(`${file} is a valid migration: ${name}.`);
    });
}

function addApply(program: Command, { api, print }: CommandContext): void {
  program
    .command('apply <file>')
    .description('create the migration of a file, or replace it')
    .action(async (file: string, _options: object, command: Command) => {
      const migration = await migrationFromFile(file);
      const answer = await api(command).send('PUT', migrationPath(migration.name), toDocument(migration));
      print(command, answer, () => `${migration.name} is applied.`);
    });
}

function addDelete(program: Command, { api, print }: CommandContext): void {
  program
    .command('delete <name>')
    .description('remove a migration; its listener closes')
    .action(async (name: string, _options: object, command: Command) => {
      const answer = await api(command).send('DELETE', migrationPath(name));
      print(command, answer, () => `${name} is deleted.`);
    });
}

interface WaitOption {
  readonly wait?: number | true;
}

interface MirrorOptions extends WaitOption {
  readonly writes?: string;
}

function waitOption(): Option {
  return new Option(
    '--wait [seconds]',
    `wait until every connected Envoy confirms it, ${defaultWaitSeconds} s unless told`,
  ).argParser(parseWaitSeconds);
}

function addMirror(program: Command, context: CommandContext): void {
  program
    .command('mirror')
    .description('set the share of safe requests that is mirrored')
    .argument('<name>')
    .argument('<percent>', '0 to 100, with at most two decimals', parsePercent)
    .addOption(
      new Option('--writes <which>', 'which unsafe requests are mirrored').choices([
        'all',
        'sampled',
        'none',
      ]),
    )
    .addOption(waitOption())
    .action(async (name: string, percent: number, options: MirrorOptions, command: Command) => {
      const { writes, wait } = options;
      const change = { percent, ...(writes !== undefined && { writes }) };
      await changeMirror(context, command, { name, method: 'PATCH', action: 'mirror', change, wait });
    });
}

function addSwitch(
  program: Command,
  context: CommandContext,
  action: 'halt' | 'resume',
  description: string,
): void {
  program
    .command(`${action} <name>`)
    .description(description)
    .addOption(waitOption())
    .action(async (name: string, options: WaitOption, command: Command) => {
      await changeMirror(context, command, {
        name,
        method: 'POST',
        action,
        change: undefined,
        wait: options.wait,
      });
    });
}

interface MirrorChange {
  readonly name: string;
  readonly method: Method;
  readonly action: string;
  readonly change: object | undefined;
  readonly wait: number | true | undefined;
}

/** Prints the status that follows, so that it is seen what was confirmed and what was only asked for. */
async function changeMirror(
  { api, print }: CommandContext,
  command: Command,
  { name, method, action, change, wait }: MirrorChange,
): Promise<void> {
  const client: ApiClient = api(command);
  await client.send(method, migrationPath(name, action), change);
  const status =
    wait === undefined
      ? await client.send('GET', migrationPath(name, 'status'))
      : await waitForConfirmation(client, name, wait === true ? defaultWaitSeconds : wait);
  print(command, status, () => statusText(parseAnswer(statusAnswer, status)));
}

/** Only what a number is; its limits are the API's to check. */
function parsePercent(text: string): number {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) {
    throw new InvalidArgumentError(
      `It is not a number. Write one from 0 to 100, without a percent sign, such as 25 or 12.34.`,
    );
  }
  return Number(text);
}
