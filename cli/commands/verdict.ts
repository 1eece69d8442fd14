import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseAnswer } from '../api/answers.ts';
import type { ApiAnswer } from '../api/api-client.ts';
import { verdictAnswer } from '../api/verdict-answer.ts';
import { exitCodes } from '../exit-codes.ts';
import { InputError } from '../input-error.ts';
import { verdictOfFiles } from '../verdict-of-files.ts';
import { verdictText } from '../output/verdict-text.ts';
import { migrationPath, type CommandContext } from './command-context.ts';

/** Whether a migration passes, and the evidence that this rests on. */
export function addVerdictCommands(program: Command, context: CommandContext): void {
  addVerdict(program, context);
  addExport(program, context);
}

const verdictExitCodes = {
  pass: exitCodes.fine,
  fail: exitCodes.differencesFound,
  inconclusive: exitCodes.inconclusive,
} as const;

interface VerdictOptions {
  readonly file?: readonly string[];
}

function addVerdict(program: Command, { api, print, finish }: CommandContext): void {
  program
    .command('verdict [name]')
    .description('whether the migration passes, and why; or the same of exported evidence')
    .option(
      '--file <file...>',
      'judge files that `umbra export` wrote, without an API; of several comparators together',
    )
    .action(async (name: string | undefined, { file }: VerdictOptions, command: Command) => {
      if ((name === undefined) === (file === undefined)) {
        throw new InputError('Name a migration, or files with --file, and not both.');
      }
      const answer: ApiAnswer =
        file === undefined
          ? await api(command).send('GET', migrationPath(name ?? '', 'verdict'))
          : await verdictOfFiles(file);
      const verdict = parseAnswer(verdictAnswer, answer);
      print(command, answer, () => verdictText(verdict));
      finish(verdictExitCodes[verdict.outcome]);
    });
}

function addExport(program: Command, { api, io }: CommandContext): void {
  program
    .command('export <name>')
    .description('all that the verdict is made of, as one JSON document')
    .option('--out <file>', 'where to write it; else it is printed')
    .action(async (name: string, { out }: { readonly out?: string }, command: Command) => {
      const { text } = await api(command).send('GET', migrationPath(name, 'export'));
      if (out === undefined) {
        io.out(text);
        return;
      }
      await writeFile(out, text).catch((error: unknown) => {
        throw new InputError(
          `${out} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      io.out(`The evidence is in ${out}. Judge it with \`umbra verdict --file ${out}\`.`);
    });
}
