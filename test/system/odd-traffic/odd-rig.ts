import { startLocalStack, type LocalStack } from '../../../cli/stack/local-stack.ts';
import { anyPorts } from '../../../cli/stack/stack-ports.ts';
import { temporaryStateDirectory } from '../../../cli/stack/state-directory.ts';
import { createLog } from '../../../platform/log/logger.ts';
import { Api } from '../rig/api.ts';
import { Books } from './books.ts';
import { putOddMigration, type MigrationOptions } from './odd-migration.ts';
import { startOddUpstream, type OddUpstream } from './odd-upstream.ts';

/** One migration of the rig: where its clients go, and what became of their requests. */
export interface Observed {
  readonly port: number;
  readonly books: Books;
}

export interface OddRig {
  readonly stack: LocalStack;
  readonly primary: OddUpstream;
  readonly shadow: OddUpstream;
  /** Adds a migration that mirrors everything, and waits until Envoy has it. */
  add(name: string, options: MigrationOptions): Promise<Observed>;
  stop(): Promise<void>;
}

/** The whole of Umbra, real processes all, and two upstreams of odd answers; without a migration yet. */
export async function startOddRig(): Promise<OddRig> {
  const state = await temporaryStateDirectory();
  const [stack, primary, shadow] = await Promise.all([
    startLocalStack({
      stateDirectory: state.directory,
      ports: anyPorts,
      durable: false,
      // A case is over before the next one begins: nothing is worth waiting for.
      environment: { UMBRA_SETTLE_MS: '50' },
      log: createLog({ service: 'test', level: 'warn' }),
    }),
    startOddUpstream('primary'),
    startOddUpstream('shadow'),
  ]);
  const api = new Api(stack.apiUrl);
  return {
    stack,
    primary,
    shadow,
    add: async (name, options) => {
      const port = await putOddMigration(api, name, { primary, shadow, ...options });
      return { port, books: new Books(name, stack, api) };
    },
    stop: async () => {
      await stack.stop();
      await Promise.all([primary.close(), shadow.close()]);
      await state.remove();
    },
  };
}
