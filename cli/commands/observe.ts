import type { Command } from 'commander';
import {
  findingsAnswer,
  ledgerAnswer,
  listAnswer,
  parseAnswer,
  reportAnswer,
  statusAnswer,
} from '../api/answers.ts';
import { exitCodes } from '../exit-codes.ts';
import { findingsText } from '../output/findings-text.ts';
import { ledgerText } from '../output/ledger-text.ts';
import { listText } from '../output/list-text.ts';
import { reportText } from '../output/report-text.ts';
import { statusText } from '../output/status-text.ts';
import { migrationPath, type CommandContext } from './command-context.ts';

/** The commands that only look: list, status, report, findings, ledger. */
export function addObservingCommands(program: Command, context: CommandContext): void {
  addList(program, context);
  addStatus(program, context);
  addReport(program, context);
  addFindings(program, context);
  addLedger(program, context);
}

function addList(program: Command, { api, print }: CommandContext): void {
  program
    .command('list')
    .description('all migrations')
    .action(async (_options: object, command: Command) => {
      const answer = await api(command).send('GET', '/v1/migrations');
      print(command, answer, () => listText(parseAnswer(listAnswer, answer)));
    });
}

function addStatus(program: Command, { api, print }: CommandContext): void {
  program
    .command('status <name>')
    .description('what was asked for, and what each Envoy has confirmed')
    .action(async (name: string, _options: object, command: Command) => {
      const answer = await api(command).send('GET', migrationPath(name, 'status'));
      print(command, answer, () => statusText(parseAnswer(statusAnswer, answer)));
    });
}

const reportExitCodes = {
  'no-differences-found': exitCodes.fine,
  'differences-found': exitCodes.differencesFound,
  'no-evidence': exitCodes.noEvidence,
} as const;

function addReport(program: Command, { api, print, finish }: CommandContext): void {
  program
    .command('report <name>')
    .description('what was compared, and what differs')
    .action(async (name: string, _options: object, command: Command) => {
      const answer = await api(command).send('GET', migrationPath(name, 'report'));
      const report = parseAnswer(reportAnswer, answer);
      print(command, answer, () => reportText(report));
      finish(reportExitCodes[report.outcome]);
    });
}

interface FindingsOptions {
  readonly endpoint?: string;
  readonly class?: string;
  readonly hidden?: true;
  readonly limit: string;
  readonly cursor?: string;
}

function addFindings(program: Command, { api, print, finish }: CommandContext): void {
  program
    .command('findings <name>')
    .description('the differences found, one line for each kind')
    .option('--endpoint <endpoint>', 'only of this endpoint, such as "GET /orders/{id}"')
    .option('--class <class>', 'only of this class, such as truncation')
    .option('--hidden', 'those that rules hide, instead of the others')
    .option('--limit <count>', 'how many at most', '100')
    .option('--cursor <cursor>', 'go on where an earlier call stopped')
    .action(async (name: string, options: FindingsOptions, command: Command) => {
      const { endpoint, class: ofClass, hidden, limit, cursor } = options;
      const query = new URLSearchParams({
        limit,
        ...(endpoint !== undefined && { endpoint }),
        ...(ofClass !== undefined && { class: ofClass }),
        ...(hidden === true && { hidden: 'true' }),
        ...(cursor !== undefined && { cursor }),
      });
      const answer = await api(command).send('GET', `${migrationPath(name, 'findings')}?${query.toString()}`);
      const { findings, nextCursor } = parseAnswer(findingsAnswer, answer);
      print(command, answer, () =>
        [
          ...(hidden === true && findings.length > 0 ? ['Hidden by rules:'] : []),
          findingsText(findings),
          ...(nextCursor == null ? [] : [`There are more: --cursor ${nextCursor}`]),
        ].join('\n'),
      );
      // What rules hide is expected.
      finish(findings.length > 0 && hidden !== true ? exitCodes.differencesFound : exitCodes.fine);
    });
}

function addLedger(program: Command, { api, print }: CommandContext): void {
  program
    .command('ledger <name>')
    .description('how every mirrored request ended')
    .action(async (name: string, _options: object, command: Command) => {
      const answer = await api(command).send('GET', migrationPath(name, 'ledger'));
      print(command, answer, () => ledgerText(parseAnswer(ledgerAnswer, answer)));
    });
}
