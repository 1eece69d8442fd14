import { startLeashed } from '../../../platform/process/leash.ts';
import { eventually } from '../rig/eventually.ts';
import { ensureToxiproxy } from './install-toxiproxy.ts';

/** What is done to one direction of a connection; types and attributes are toxiproxy's own. */
export interface Toxic {
  readonly type: 'latency' | 'bandwidth' | 'timeout' | 'reset_peer' | 'limit_data' | 'slicer';
  /** `upstream` is the direction of the one who connects. */
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** A way between two parts that can be broken; whole until then. */
export interface Link {
  /** Applies to connections that exist, too. */
  disturb(toxic: Toxic): Promise<void>;
  /** Closes every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export interface Toxiproxy {
  link(name: string, listenPort: number, targetPort: number): Promise<Link>;
  stop(): Promise<void>;
}

export async function startToxiproxy(apiPort: number): Promise<Toxiproxy> {
  const server = await startLeashed({
    name: 'toxiproxy',
    command: await ensureToxiproxy(console.log),
    args: ['-host', '127.0.0.1', '-port', String(apiPort)],
  });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  await eventually('toxiproxy to listen', () => call('GET', '/version').then(() => true));
  return {
    link: async (name, listenPort, targetPort) => {
      const loopback = (port: number): string => `127.0.0.1:${port}`;
      await call('POST', '/proxies', { name, listen: loopback(listenPort), upstream: loopback(targetPort) });
      const enable = (enabled: boolean): Promise<unknown> => call('POST', `/proxies/${name}`, { enabled });
      let disturbances = 0;
      return {
        disturb: async (toxic) => {
          disturbances += 1;
          await call('POST', `/proxies/${name}/toxics`, { ...toxic, name: `toxic-${disturbances}` });
        },
        cut: async () => {
          await enable(false);
        },
        mend: async () => {
          const toxics = (await call('GET', `/proxies/${name}/toxics`)) as { name: string }[];
          for (const toxic of toxics) await call('DELETE', `/proxies/${name}/toxics/${toxic.name}`);
          await enable(true);
        },
      };
    },
    stop: async () => {
      await server.stop();
    },
  };
}
