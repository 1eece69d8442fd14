import { createServer } from 'node:net';

export class PortBusyError extends Error {
  override readonly name = 'PortBusyError';
  readonly port: number;

  constructor(port: number, purpose: string, option: string) {
    super(
      `Port ${port}, wanted for ${purpose}, is in use. Stop what listens there, or choose another port with ${option}.`,
    );
    this.port = port;
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
 * The wanted port where it is free, or any free one for 0. It is not reserved: another process may take it before it is used.
 *
 * @throws PortBusyError naming the port, what it is for and the option that changes it.
 */
export async function freePort({ port, host = '127.0.0.1', purpose, option }: WantedPort): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') reject(new PortBusyError(port, purpose, option));
      else
        reject(
          new Error(`Cannot listen on ${host}:${port}, wanted for ${purpose} (${option}): ${cause.message}`, {
            cause,
          }),
        );
    });
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  });
}
