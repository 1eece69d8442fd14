import { runCli } from '../../cli/program.ts';

export interface CliRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** One run of the command, in this process. */
export async function umbra(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCli(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    environment,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
