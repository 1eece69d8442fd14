import { Client, credentials, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import { envoyTypes } from '../../control-plane/envoy-api/envoy-types.ts';
import type { Variant } from '../../control-plane/xds/session.ts';

/** Field names as in Envoy's documentation; what is absent is not sent. */
export type WireMessage = Readonly<Record<string, unknown>>;

export interface ReceivedResponse {
  readonly version: string;
  readonly nonce: string;
  readonly type_url: string;
  readonly resources: readonly WireMessage[];
  readonly removed_resources: readonly string[];
}

const packageName = 'envoy.service.discovery.v3';
const methods = {
  sotw: { name: 'StreamAggregatedResources', prefix: '' },
  delta: { name: 'DeltaAggregatedResources', prefix: 'Delta' },
} as const;

/** A raw client of one ADS stream over loopback: sends what it is told and keeps what it gets. */
export class AdsClient {
  readonly responses: ReceivedResponse[] = [];
  readonly ended: Promise<StatusObject>;
  readonly #variant: Variant;
  readonly #client: Client;
  readonly #call: ClientDuplexStream<Buffer, Buffer>;
  #waiting: (() => void)[] = [];

  constructor(variant: Variant, port: number) {
    this.#variant = variant;
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    const path = `/${packageName}.AggregatedDiscoveryService/${methods[variant].name}`;
    const bytes = (message: Buffer): Buffer => message;
    this.#call = this.#client.makeBidiStreamRequest(path, bytes, bytes);
    this.#call.on('data', (response: Buffer) => {
      this.responses.push(this.#decode(response));
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    this.#call.on('error', () => undefined); // Told by `ended`.
    this.ended = new Promise((resolve) => this.#call.on('status', resolve));
  }

  send(request: WireMessage): void {
    this.sendBytes(encodeRequest(this.#variant, request));
  }

  sendBytes(bytes: Buffer): void {
    this.#call.write(bytes);
  }

  ack({ type_url, nonce, version }: ReceivedResponse, more: WireMessage = {}): void {
    const answer = { type_url, response_nonce: nonce, ...more };
    this.send(this.#variant === 'sotw' ? { ...answer, version_info: version } : answer);
  }

  /** The response of this number, from 0, once it is there. */
  async response(index: number): Promise<ReceivedResponse> {
    for (;;) {
      const found = this.responses[index];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Says that nothing more will be sent. */
  end(): void {
    this.#call.end();
  }

  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    this.#call.resume();
  }

  async close(): Promise<void> {
    this.#call.cancel();
    await this.ended;
    this.#client.close();
  }

  #decode(bytes: Buffer): ReceivedResponse {
    const type = envoyTypes().lookupType(`${packageName}.${methods[this.#variant].prefix}DiscoveryResponse`);
    const response = type.toObject(type.decode(bytes), { arrays: true, longs: Number }) as Record<
      string,
      unknown
    >;
    const version = response['version_info'] ?? response['system_version_info'];
    return { removed_resources: [], ...response, version } as unknown as ReceivedResponse;
  }
}

export function encodeRequest(variant: Variant, request: WireMessage): Buffer {
  const type = envoyTypes().lookupType(`${packageName}.${methods[variant].prefix}DiscoveryRequest`);
  return Buffer.from(type.encode(type.fromObject(request)).finish());
}

/** The message in an Any, decoded. */
export function unpack(typeName: string, value: unknown): WireMessage {
  const type = envoyTypes().lookupType(typeName);
  return type.toObject(type.decode(value as Uint8Array), { longs: Number });
}
