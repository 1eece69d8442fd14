import { expect, vi } from 'vitest';
import type { XdsServer } from '../../control-plane/adapters/grpc/serve-xds.ts';
import { typeUrls, type ResourceType } from '../../control-plane/snapshot/snapshot.ts';
import type { Variant } from '../../control-plane/xds/session.ts';
import { AdsClient, unpack, type ReceivedResponse, type WireMessage } from './ads-client.ts';
import { makeSnapshot, type SimpleSnapshot } from './snapshot.ts';

/** What one end of an xDS stream does next. */
export type Step =
  | { readonly does: 'publish'; readonly snapshot: SimpleSnapshot }
  | {
      readonly does: 'ask';
      readonly type: ResourceType;
      readonly names: readonly string[];
      readonly nonce?: string;
    }
  | { readonly does: 'ask an unknown type' }
  | { readonly does: 'ask again'; readonly type: ResourceType }
  | { readonly does: 'get'; readonly words: Readonly<Partial<Record<Variant, string>>> }
  | { readonly does: 'ack' | 'ack the one before' | 'nack'; readonly type: ResourceType }
  | { readonly does: 'hear nothing' | 'reconnect' | 'stop reading' | 'read on' }
  | { readonly does: 'wait until sent'; readonly type: ResourceType };

/** The server goes to another snapshot. */
export const publish = (snapshot: SimpleSnapshot): Step => ({ does: 'publish', snapshot });
/** States what the client wants of a type: all names in state-of-the-world, what changes in them in incremental. */
export const ask = (type: ResourceType, ...names: string[]): Step => ({ does: 'ask', type, names });
/** The same with a nonce that the stream has never seen. */
export const askStale = (type: ResourceType, ...names: string[]): Step => ({
  does: 'ask',
  type,
  names,
  nonce: 'long ago',
});
/** Repeats what was asked; in incremental, subscribes to it once more. */
export const askAgain = (type: ResourceType): Step => ({ does: 'ask again', type });
export const askUnknownType: Step = { does: 'ask an unknown type' };
/** The next response, `cluster: a1, b1; removed c`: its distinct contents. A variant without words does not get one. */
export const get = (words: string | Readonly<Partial<Record<Variant, string>>>): Step => ({
  does: 'get',
  words: typeof words === 'string' ? { sotw: words, delta: words } : words,
});
export const ack = (type: ResourceType): Step => ({ does: 'ack', type });
export const ackTheOneBefore = (type: ResourceType): Step => ({ does: 'ack the one before', type });
export const nack = (type: ResourceType): Step => ({ does: 'nack', type });
export const hearNothing: Step = { does: 'hear nothing' };
/** On the next stream, the first request of each type tells what the client has. */
export const reconnect: Step = { does: 'reconnect' };
export const stopReading: Step = { does: 'stop reading' };
export const readOn: Step = { does: 'read on' };
export const waitUntilSent = (type: ResourceType): Step => ({ does: 'wait until sent', type });

const unknownType = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

/** In every snapshot, to be asked for: nothing holds the runtime type back, so what is due comes before the answer. */
const fences = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`fence-${index}`, 'fence']));

/** One client of one variant and the server, step by step over real gRPC. */
export class XdsConversation {
  readonly #variant: Variant;
  readonly #server: XdsServer;
  #client: AdsClient;
  #asked = new Map<ResourceType, readonly string[]>();
  #answered = new Map<ResourceType, ReceivedResponse>();
  /** By type, oldest first. */
  #received = new Map<ResourceType, ReceivedResponse[]>();
  #read = 0;
  #fences: string[] = [];
  #first = true;
  /** What the client has taken, which outlives its streams. */
  readonly #versions = new Map<ResourceType, string>();
  readonly #held = new Map<ResourceType, Map<string, string>>();

  constructor(variant: Variant, server: XdsServer) {
    this.#variant = variant;
    this.#server = server;
    this.#client = new AdsClient(variant, server.port);
  }

  async take(step: Step): Promise<void> {
    switch (step.does) {
      case 'publish':
        this.#server.publish(makeSnapshot({ ...step.snapshot, runtime: fences }));
        return;
      case 'ask':
        this.#ask(step.type, step.names, step.nonce);
        return;
      case 'ask again':
        this.#askAgain(step.type);
        return;
      case 'ask an unknown type':
        this.#send({ type_url: unknownType });
        return;
      case 'get': {
        const words = step.words[this.#variant];
        if (words !== undefined) expect(this.#inWords(await this.#next())).toBe(words);
        return;
      }
      case 'ack':
        this.#answer(this.#last(step.type));
        return;
      case 'ack the one before':
        this.#answer(this.#last(step.type, 2));
        return;
      case 'nack':
        this.#answer(this.#last(step.type), { code: 3, message: 'refused by test' });
        return;
      case 'hear nothing':
        await this.#hearNothing();
        return;
      case 'reconnect':
        await this.#reconnect();
        return;
      case 'stop reading':
        this.#client.pause();
        return;
      case 'read on':
        this.#client.resume();
        return;
      case 'wait until sent':
        await vi.waitFor(() => {
          expect(this.#server.nodes()[0]?.types[step.type].sent).toBeDefined();
        });
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #send(request: WireMessage): void {
    this.#client.send(this.#first ? { ...request, node: { id: 'envoy-1' } } : request);
    this.#first = false;
  }

  #ask(type: ResourceType, names: readonly string[], nonce?: string): void {
    const before = this.#asked.get(type);
    this.#asked.set(type, names);
    const answered = this.#answered.get(type);
    if (this.#variant === 'sotw') {
      this.#send({
        type_url: typeUrls[type],
        version_info: this.#versions.get(type) ?? '',
        resource_names: names,
        response_nonce: nonce ?? answered?.nonce ?? '',
      });
      return;
    }
    const held = before === undefined ? this.#held.get(type) : undefined;
    this.#send({
      type_url: typeUrls[type],
      resource_names_subscribe: names.filter((name) => before?.includes(name) !== true),
      resource_names_unsubscribe: before?.filter((name) => !names.includes(name)) ?? [],
      response_nonce: nonce ?? '',
      ...(held !== undefined && { initial_resource_versions: Object.fromEntries(held) }),
    });
  }

  #askAgain(type: ResourceType): void {
    const names = this.#asked.get(type) ?? [];
    if (this.#variant === 'sotw') this.#ask(type, names);
    else this.#send({ type_url: typeUrls[type], resource_names_subscribe: names });
  }

  async #next(): Promise<ReceivedResponse> {
    const response = await this.#client.response(this.#read);
    this.#read += 1;
    const type = typeOf(response);
    this.#received.set(type, [...(this.#received.get(type) ?? []), response]);
    return response;
  }

  #last(type: ResourceType, back = 1): ReceivedResponse {
    const response = this.#received.get(type)?.at(-back);
    if (response === undefined) throw new Error(`there is no response of type ${type} to answer`);
    return response;
  }

  #answer(response: ReceivedResponse, error?: WireMessage): void {
    const type = typeOf(response);
    this.#answered.set(type, response);
    if (error === undefined) {
      this.#versions.set(type, response.version);
      this.#hold(type, response);
    }
    const answer = { type_url: response.type_url, response_nonce: response.nonce, error_detail: error };
    if (this.#variant === 'delta') this.#send(answer);
    else {
      const version = this.#versions.get(type) ?? '';
      this.#send({ ...answer, version_info: version, resource_names: this.#asked.get(type) ?? [] });
    }
  }

  #hold(type: ResourceType, { resources, removed_resources: removed }: ReceivedResponse): void {
    if (this.#variant === 'sotw') return;
    const held = this.#held.get(type) ?? new Map<string, string>();
    for (const { name, version } of resources) held.set(String(name), String(version));
    for (const name of removed) held.delete(name);
    this.#held.set(type, held);
  }

  /** What is due is sent before a later request is answered. */
  async #hearNothing(): Promise<void> {
    this.#fences = [...this.#fences, `fence-${this.#fences.length}`];
    this.#ask('runtime', this.#fences);
    expect(this.#inWords(await this.#next())).toBe('runtime: fence');
    this.#answer(this.#last('runtime'));
  }

  async #reconnect(): Promise<void> {
    await this.#client.close();
    this.#client = new AdsClient(this.#variant, this.#server.port);
    this.#asked = new Map();
    this.#answered = new Map();
    this.#received = new Map();
    this.#read = 0;
    this.#fences = [];
    this.#first = true;
    this.#held.delete('runtime');
    this.#versions.delete('runtime');
  }

  #inWords(response: ReceivedResponse): string {
    const contents = response.resources.map((resource) => this.#content(resource));
    const removed = response.removed_resources;
    return `${typeOf(response)}: ${[...new Set(contents)].join(', ')}${removed.length === 0 ? '' : `; removed ${removed.join(', ')}`}`;
  }

  /** Resources come bare in state-of-the-world, but for those with a time to live. */
  #content(resource: WireMessage): string {
    const wrapped =
      this.#variant === 'sotw' &&
      resource['type_url'] === 'type.googleapis.com/envoy.service.discovery.v3.Resource'
        ? unpack('envoy.service.discovery.v3.Resource', resource['value'])
        : resource;
    const any = (wrapped['resource'] ?? wrapped) as WireMessage;
    return Buffer.from(any['value'] as Uint8Array).toString();
  }
}

function typeOf({ type_url: typeUrl }: ReceivedResponse): ResourceType {
  const found = Object.entries(typeUrls).find(([, url]) => url === typeUrl);
  if (found === undefined) throw new Error(`a response of the type ${typeUrl}, which is not served`);
  return found[0] as ResourceType;
}
