import type { Command } from 'commander';
import { createApiClient, type ApiAnswer, type ApiClient } from '../api/api-client.ts';
import { InputError } from '../input-error.ts';

/** Where a run of the command writes, and what it reads beside its arguments. */
export interface CliIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What each command is given: its way to write, the options that all share, and where its exit code goes. */
export interface CommandContext {
  readonly io: CliIo;
  /** The API that `--api` or `UMBRA_API` names. */
  readonly api: (command: Command) => ApiClient;
  /** Prints the answer as it came for `--json`, else what `text` makes of it. */
  readonly print: (command: Command, answer: ApiAnswer, text: () => string) => void;
  readonly finish: (exitCode: number) => void;
}

export const defaultApiUrl = 'http://127.0.0.1:8080';

interface SharedOptions {
  readonly api?: string;
  readonly json?: boolean;
}

export function createCommandContext(io: CliIo, finish: (exitCode: number) => void): CommandContext {
  return {
    io,
    finish,
    api: (command) => {
      const { api } = command.optsWithGlobals<SharedOptions>();
      const url = api ?? io.environment['UMBRA_API'] ?? defaultApiUrl;
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw new InputError(
          `"${url}" is not an http or https URL. Correct --api or UMBRA_API, for example ${defaultApiUrl}.`,
        );
      }
      return createApiClient(url.replace(/\/+$/, ''));
    },
    print: (command, answer, text) => {
      const { json = false } = command.optsWithGlobals<SharedOptions>();
      const shown = json ? answer.text : text();
      if (shown !== '') io.out(shown); // A deletion is answered without content.
    },
  };
}

/** `/v1/migrations/<name>/…`, whatever is in the name. */
export function migrationPath(name: string, ...parts: readonly string[]): string {
  return ['', 'v1', 'migrations', name, ...parts].map(encodeURIComponent).join('/');
}
