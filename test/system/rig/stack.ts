import { startLocalStack, type LocalStack, type LocalStackOptions } from '../../../cli/stack/local-stack.ts';
import { temporaryStateDirectory } from '../../../cli/stack/state-directory.ts';
import { anyPorts } from '../../../cli/stack/stack-ports.ts';
import { createLog } from '../../../platform/log/logger.ts';
import { freePort } from '../../../platform/net/free-port.ts';
import { Api } from './api.ts';
import { Client } from './client.ts';
import { eventually } from './eventually.ts';
import { startUpstream, type Answer, type Upstream } from './upstream.ts';

export interface MirrorRig {
  readonly api: Api;
  readonly stack: LocalStack;
  /** Through Envoy's listener. */
  readonly client: Client;
  /** To the primary, past Envoy. */
  readonly direct: Client;
  readonly listenerPort: number;
  readonly primary: Upstream;
  readonly shadow: Upstream;
  /** Where the options name one. */
  readonly control: Upstream | undefined;
  /** Stores the migration anew, with these sections in place of those it was started with. */
  configure(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Waits until a running Envoy has confirmed this percent. */
  untilConfirmed(percent: number, halted?: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly name: string;
  readonly primary: Answer;
  readonly shadow: Answer;
  readonly control?: { readonly answer: Answer; readonly ownDatabase: boolean };
  readonly mirror: Readonly<Record<string, unknown>>;
  readonly compare?: Readonly<Record<string, unknown>>;
  readonly listener?: Readonly<Record<string, unknown>>;
  readonly stack?: Partial<LocalStackOptions>;
}

/** The whole of Umbra, real processes all, in front of two upstreams of the test's own. */
export async function startRig(options: RigOptions): Promise<MirrorRig> {
  const { name } = options;
  const [primary, shadow, control, listenerPort] = await Promise.all([
    startUpstream(options.primary),
    startUpstream(options.shadow),
    options.control === undefined ? undefined : startUpstream(options.control.answer),
    freePort({ port: 0, purpose: 'the listener', option: 'listener.port' }),
  ]);
  const state = await temporaryStateDirectory();
  const stack = await startLocalStack({
    stateDirectory: state.directory,
    ports: anyPorts,
    durable: false,
    log: createLog({ service: 'test', level: 'warn' }),
    ...options.stack,
  });
  const api = new Api(stack.apiUrl);
  const document = {
    name,
    listener: { port: listenerPort, ...options.listener },
    primary: { hosts: [`127.0.0.1:${primary.port}`] },
    shadow: { hosts: [`127.0.0.1:${shadow.port}`] },
    mirror: options.mirror,
    ...(options.compare === undefined ? {} : { compare: options.compare }),
    ...(control === undefined
      ? {}
      : { control: { hosts: [`127.0.0.1:${control.port}`], ownDatabase: options.control?.ownDatabase } }),
  };
  await api.putMigration(document);
  const client = new Client(listenerPort);
  const direct = new Client(primary.port);
  const rig: MirrorRig = {
    api,
    stack,
    client,
    direct,
    listenerPort,
    primary,
    shadow,
    control,
    configure: async (change) => {
      await api.putMigration({ ...document, ...change });
      await eventually('Envoy to take the change', async () => {
        const { envoys } = await api.status(name);
        return (
          envoys.length > 0 &&
          envoys.every(({ config }) =>
            Object.values(config).every(({ sent, acknowledged }) => sent === acknowledged),
          )
        );
      });
    },
    untilConfirmed: async (percent, halted = false) => {
      await eventually(`Envoy's confirmation of ${percent} %`, async () => {
        const { confirmed } = await api.status(name);
        return confirmed?.percent === percent && confirmed.halted === halted;
      });
    },
    stop: async () => {
      client.close();
      direct.close();
      await stack.stop();
      await Promise.all([primary.close(), shadow.close(), control?.close()]);
      await state.remove();
    },
  };
  await eventually('the listener to open', () => client.send({ path: '/ready-probe' }));
  return rig;
}
