import net from 'node:net';

/** One raw connection that a test speaks on byte by byte: the things no polite HTTP client does. */
export class Conversation {
  readonly #socket: net.Socket;
  readonly #closed: Promise<void>;
  #chunks: Buffer[] = [];
  #waiting: (() => void) | undefined;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(30_000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#waiting?.();
    });
    // A peer that closes while we still send is part of what is tested.
    socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#waiting?.();
        resolve();
      });
    });
  }

  static open(port: number): Promise<Conversation> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Conversation(socket));
      });
    });
  }

  get received(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** Resolves once the kernel has taken the bytes, or the connection is gone. */
  send(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else
        this.#socket.write(bytes, () => {
          resolve();
        });
    });
  }

  /** Waits until `text` has come so many times. */
  async hears(text: string, times = 1): Promise<void> {
    while (this.received.toString('latin1').split(text).length <= times) {
      if (this.#socket.destroyed)
        throw new Error(
          `the connection closed before ${JSON.stringify(text)} came: ${this.received.subarray(0, 500).toString('latin1')}`,
        );
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  /** Everything that came until the other side closed. */
  async untilClosed(): Promise<Buffer> {
    await this.#closed;
    return this.received;
  }

  /** Leaves after what was sent: the other side reads it all, and then the end. */
  async hangUp(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.end(resolve);
    });
    this.#socket.destroy();
    await this.#closed;
  }

  /** Leaves at once, with a reset, as a client that crashed does. */
  async leave(): Promise<void> {
    this.#socket.resetAndDestroy();
    await this.#closed;
  }
}
