import { freePort } from '../../../platform/net/free-port.ts';
import type { Api } from '../rig/api.ts';
import { eventually } from '../rig/eventually.ts';
import type { OddUpstream } from './odd-upstream.ts';

export interface MigrationOptions {
  /** How Envoy speaks to both upstreams. */
  readonly http2?: boolean;
  /** Beside everything being mirrored. */
  readonly mirror: Readonly<Record<string, unknown>>;
}

/** Stores a migration between two upstreams of odd answers, and waits until Envoy has it. Returns where its clients go. */
export async function putOddMigration(
  api: Api,
  name: string,
  {
    primary,
    shadow,
    http2 = false,
    mirror,
  }: MigrationOptions & { readonly primary: OddUpstream; readonly shadow: OddUpstream },
): Promise<number> {
  const port = await freePort({ port: 0, purpose: 'the listener', option: 'listener.port' });
  const document = {
    name,
    listener: { port },
    primary: {
      hosts: [`127.0.0.1:${primary.port}`],
      http2,
      retries: { on: 'retriable-4xx', attempts: 1 },
    },
    shadow: { hosts: [`127.0.0.1:${shadow.port}`], http2 },
    mirror: { percent: 100, writes: 'all', ...mirror },
  };
  await api.putMigration(document);
  await eventually(
    `Envoy's confirmation of ${name}`,
    async () => (await api.status(name)).confirmed?.percent === 100,
  );
  return port;
}
