import { Command } from 'commander';
import { addChangingCommands } from './commands/change.ts';
import { createCommandContext, defaultApiUrl, type CliIo } from './commands/command-context.ts';
import { addObservingCommands } from './commands/observe.ts';
import { addRuleCommands } from './commands/rules.ts';
import { addUp } from './commands/up.ts';
import { addVerdictCommands } from './commands/verdict.ts';
import { exitCodeOf, exitCodes, exitCodesHelp } from './exit-codes.ts';

/** Runs the `umbra` command; the arguments are those after the program's name. Returns the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  let exitCode: number = exitCodes.fine;
  const context = createCommandContext(io, (code) => {
    exitCode = code;
  });
  // Settings before commands: commands take them over when they are made.
  const program = new Command('umbra')
    .description('Verifies a database schema migration against real production traffic.')
    .option('--api <url>', `Umbra's API (else UMBRA_API, else ${defaultApiUrl})`)
    .option('--json', "print the API's answer as it is")
    .addHelpText('after', exitCodesHelp)
    .showHelpAfterError('See `umbra --help`.')
    .configureOutput({
      writeOut: (text) => {
        io.out(text.trimEnd());
      },
      writeErr: (text) => {
        io.err(text.trimEnd());
      },
    })
    .exitOverride();
  addUp(program, context);
  addObservingCommands(program, context);
  addVerdictCommands(program, context);
  addRuleCommands(program, context);
  addChangingCommands(program, context);

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const code = exitCodeOf(error);
    // Commander has printed its own already.
    if (!isPrinted(error)) io.err(error instanceof Error ? error.message : String(error));
    return code;
  }
}

function isPrinted(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('commander.')
  );
}
