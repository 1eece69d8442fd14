import { createServer, type Server } from 'node:net';

export class PortBusyError extends Error {
  override readonly name = 'PortBusyError';
  readonly ports: readonly number[];

  constructor(busy: readonly WantedPort[]) {
    super(
      busy
        .map(
          ({ port, purpose, option }) =>
            `Port ${port}, wanted for ${purpose}, is in use. Stop what listens there, or choose another port with ${option}.`,
        )
        .join('\n'),
    );
    this.ports = busy.map(({ port }) => port);
  }
}

export interface WantedPort {
  /** 0 means any free one. */
  readonly port: number;
  readonly host?: string;
  /** What listens there, for the message: `the API and the web page`. */
  readonly purpose: string;
  /** What changes it, for the message: `--api-port`. */
  readonly option: string;
}

/**
 * The wanted ports where they are free, and any free ones for 0, all different. They are not reserved: another process may
 * take one before it is used.
 *
 * @throws PortBusyError naming every busy port, what it is for and the option that changes it.
 */
export async function freePorts(wanted: readonly WantedPort[]): Promise<number[]> {
  const probes: Server[] = [];
  const busy: WantedPort[] = [];
  try {
    const ports: number[] = [];
    for (const want of wanted) {
      const probe = await listen(want);
      if (probe === 'busy') {
        busy.push(want);
        continue;
      }
      probes.push(probe);
      const address = probe.address();
      ports.push(typeof address === 'object' && address !== null ? address.port : want.port);
    }
    if (busy.length > 0) throw new PortBusyError(busy);
    return ports;
  } finally {
    await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  }
}

/** As `freePorts`, for one. */
export async function freePort(wanted: WantedPort): Promise<number> {
  const [port = wanted.port] = await freePorts([wanted]);
  return port;
}

function listen({ port, host = '127.0.0.1', purpose, option }: WantedPort): Promise<Server | 'busy'> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') resolve('busy');
      else {
        const message = `Cannot listen on ${host}:${port}, wanted for ${purpose} (${option}): ${cause.message}`;
        reject(new Error(message, { cause }));
      }
    });
    probe.listen({ port, host, exclusive: true }, () => {
      resolve(probe);
    });
  });
}
