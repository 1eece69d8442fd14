import { createApiClient, type ApiClient } from '../cli/api/api-client.ts';
import { startLocalStack } from '../cli/stack/local-stack.ts';
import type { StackPorts } from '../cli/stack/stack-ports.ts';
import type { Log } from '../platform/log/logger.ts';
import type { Shutdown } from '../platform/shutdown/shutdown.ts';
import { listenerOptions } from './demo-options.ts';
import type { MigrationScript } from './shop-databases.ts';
import { startVerifiedShop, type VerifiedShop } from './verified-shop.ts';

const scripts = ['defective', 'clean'] as const;

export interface DemoOptions {
  readonly stateDirectory: string;
  readonly ports: StackPorts;
  /** Where customers reach each shop. */
  readonly listenerPorts: Readonly<Record<MigrationScript, number>>;
  /** Tells people what happens. */
  readonly say: (line: string) => void;
  readonly log: Log;
  /** Takes everything that is started, and ends it. */
  readonly shutdown: Pick<Shutdown, 'onStop'>;
}

export interface Demo {
  readonly api: ApiClient;
  readonly shops: readonly VerifiedShop[];
}

/** Starts Umbra with all its parts, and two shops behind it: one whose migration is full of mistakes, and one without. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { say, shutdown, listenerPorts } = options;
  say('Starting PostgreSQL, the control plane, the comparator and Envoy');
  const stack = await startLocalStack({
    stateDirectory: options.stateDirectory,
    ports: options.ports,
    listeners: scripts.map((script) => ({
      port: listenerPorts[script],
      purpose: `the shop with the ${script} migration`,
      option: listenerOptions[script],
    })),
    durable: false,
    log: options.log,
  });
  shutdown.onStop('the local stack', stack.stop);
  const api = createApiClient(stack.apiUrl);
  say(`Umbra's page is at ${stack.apiUrl}`);

  say('Starting two shops, each on its old schema and on a copy that was migrated');
  const shops: VerifiedShop[] = [];
  for (const script of scripts) {
    const shop = await startVerifiedShop({
      script,
      serverUrl: stack.databaseUrl,
      api,
      listenerPort: listenerPorts[script],
    });
    shutdown.onStop(shop.name, shop.stop);
    shops.push(shop);
    say(`${shop.name}: customers reach it at ${shop.origin}`);
  }
  return { api, shops };
}
