import {
  resourceTypes,
  typeUrls,
  type ResourceType,
  type Snapshot,
} from '../../control-plane/snapshot/snapshot.ts';
import type { Push } from '../../control-plane/xds/push.ts';
import type { Receipt } from '../../control-plane/xds/receipt.ts';
import { Session, type SessionOptions, type Variant } from '../../control-plane/xds/session.ts';

/** What a client sends beside its names; all of it empty unless given. */
export interface Extra {
  readonly nonce?: string;
  readonly rejection?: string;
  /** `version_info`: state-of-the-world only. */
  readonly version?: string;
  /** `initial_resource_versions`: incremental only. */
  readonly initial?: Readonly<Record<string, string>>;
}

/**
 * A client of a session, speaking its variant: states what it wants in one (`ask` names everything), what changes in the
 * other (`ask` subscribes and unsubscribes by what it asked before).
 */
export class XdsClient {
  readonly session: Session;
  readonly #asked = new Map<ResourceType, readonly string[]>();
  readonly #answered = new Map<ResourceType, { readonly version: string; readonly nonce: string }>();

  constructor(variant: Variant, snapshot?: Snapshot, options?: SessionOptions) {
    this.session = new Session(variant, options);
    if (snapshot !== undefined) this.session.follow(snapshot);
  }

  ask(type: ResourceType, names: readonly string[] = [], extra: Extra = {}): Receipt {
    const before = this.#asked.get(type) ?? [];
    this.#asked.set(type, names);
    if (this.session.variant === 'sotw') return this.#sendSotw(type, extra);
    const subscribe = names.filter((name) => !before.includes(name));
    return this.sendDelta(
      type,
      { subscribe, unsubscribe: before.filter((name) => !names.includes(name)) },
      extra,
    );
  }

  ack(push: Push): Receipt {
    this.#answered.set(push.type, push);
    return this.#answer(push, {});
  }

  nack(push: Push, rejection = 'refused by test'): Receipt {
    return this.#answer(push, { rejection });
  }

  /** All responses that are due now, none of them acknowledged. */
  take(): Push[] {
    const pushes: Push[] = [];
    for (let push = this.session.next(); push !== undefined; push = this.session.next()) pushes.push(push);
    return pushes;
  }

  /** Acknowledges everything until nothing more comes, and tells what came. */
  settle(): Push[] {
    const pushes: Push[] = [];
    for (let push = this.session.next(); push !== undefined; push = this.session.next()) {
      pushes.push(push);
      this.ack(push);
    }
    return pushes;
  }

  sendDelta(
    type: ResourceType,
    names: { readonly subscribe?: readonly string[]; readonly unsubscribe?: readonly string[] },
    { nonce = '', rejection, initial = {} }: Extra = {},
  ): Receipt {
    return this.session.receiveDelta({
      typeUrl: typeUrls[type],
      responseNonce: nonce,
      rejection,
      subscribe: names.subscribe ?? [],
      unsubscribe: names.unsubscribe ?? [],
      initialVersions: new Map(Object.entries(initial)),
    });
  }

  #answer(push: Push, extra: Extra): Receipt {
    const answer = { ...extra, nonce: push.nonce };
    return this.session.variant === 'sotw'
      ? this.#sendSotw(push.type, answer)
      : this.sendDelta(push.type, {}, answer);
  }

  /** Carries the last nonce answered, as every request after the first does. */
  #sendSotw(type: ResourceType, { nonce, rejection, version }: Extra): Receipt {
    return this.session.receiveSotw({
      typeUrl: typeUrls[type],
      responseNonce: nonce ?? this.#answered.get(type)?.nonce ?? '',
      rejection,
      versionInfo: version ?? this.#answered.get(type)?.version ?? '',
      names: this.#asked.get(type) ?? [],
    });
  }
}

/** A client that asked for everything in `snapshot`, as an Envoy does, and has acknowledged it. */
export function settledClient(variant: Variant, snapshot: Snapshot): XdsClient {
  const client = new XdsClient(variant, snapshot);
  for (const type of resourceTypes) {
    const wildcard = type === 'cluster' || type === 'listener';
    client.ask(type, wildcard ? [] : [...snapshot[type].resources.keys()]);
    client.settle();
  }
  return client;
}

/** `cluster: a, b; removed c`: what a push carries, in few words. */
export function inWords({ type, resources, removed }: Push): string {
  const names = resources.map(({ name }) => name).join(', ');
  const gone = removed.length === 0 ? '' : `; removed ${removed.join(', ')}`;
  return `${type}: ${names}${gone}`;
}
