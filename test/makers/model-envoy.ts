import { typeUrls, type ResourceType, type Snapshot } from '../../control-plane/snapshot/snapshot.ts';
import type { Push } from '../../control-plane/xds/push.ts';
import { Session, type Variant } from '../../control-plane/xds/session.ts';

type Held = Map<string, string>;

/** Envoy's order of asking. */
const types = ['runtime', 'cluster', 'endpoints', 'listener', 'route'] as const;

/**
 * An Envoy as far as xDS goes, and the two directions of its stream, each in order, neither at once: it asks for
 * endpoints of the clusters it has and routes of its listeners, answers changed clusters once they are warm, and checks of
 * each response that it takes nothing away that its routes use. Contents are `<revision>` or, for routes, `<revision>|<cluster>,<cluster>`.
 */
export class ModelEnvoy {
  readonly held: Record<ResourceType, Held> = newHeld();
  /** What went wrong, in words; stays empty. */
  readonly complaints: string[] = [];
  /** Whether it ever refused something: a fresh one then gets routes to clusters it does not have. */
  refusedAnything = false;
  #session: Session;
  #target: Snapshot;
  #toServer: (() => void)[] = [];
  #toClient: Push[] = [];
  #nonces: Partial<Record<ResourceType, string>> = {};
  #versions: Partial<Record<ResourceType, string>> = {};
  #asked: Partial<Record<ResourceType, readonly string[]>> = {};
  #unanswered = new Map<ResourceType, number>();
  /** Changed clusters that wait for endpoints, and the answer to their response, which waits for them. */
  #warming = new Set<string>();
  #answerOnceWarm: (() => void) | undefined;

  constructor(variant: Variant, target: Snapshot) {
    this.#target = target;
    this.#session = new Session(variant);
    this.#session.follow(target);
    for (const type of types) this.#ask(type);
  }

  publish(target: Snapshot): void {
    this.#target = target;
    this.#session.follow(target);
    this.#pump();
  }

  /** The stream breaks with all that is on it, and is opened again. */
  reconnect(): void {
    const { variant } = this.#session;
    this.#session = new Session(variant, { carryOver: this.#session.carryOver() });
    this.#session.follow(this.#target);
    this.#toServer = [];
    this.#toClient = [];
    this.#nonces = {};
    this.#asked = {};
    this.#unanswered.clear();
    this.#warming.clear();
    this.#answerOnceWarm = undefined;
    for (const type of types) this.#ask(type);
  }

  deliverRequest(): boolean {
    const request = this.#toServer.shift();
    request?.();
    this.#pump();
    return request !== undefined;
  }

  deliverResponse(accept: boolean): boolean {
    const push = this.#toClient.shift();
    if (push === undefined) return false;
    this.#nonces[push.type] = push.nonce;
    const answer = () => {
      this.#send(push.type, accept ? undefined : 'refused', push);
    };
    if (accept) this.#apply(push);
    else this.refusedAnything = true;
    if (push.type === 'endpoints') for (const { name } of push.resources) this.#warming.delete(name);
    if (push.type === 'cluster' && this.#warming.size > 0) this.#answerOnceWarm = answer;
    else answer();
    if (this.#warming.size === 0) {
      this.#answerOnceWarm?.();
      this.#answerOnceWarm = undefined;
    }
    return true;
  }

  /** Delivers everything, accepted, until nothing is left to say. */
  settle(): void {
    for (let steps = 0; this.deliverRequest() || this.deliverResponse(true); steps += 1) {
      if (steps > 10_000) throw new Error('The two keep talking for ever.');
    }
    if (this.#warming.size > 0) this.complaints.push(`${[...this.#warming].join()} wait for endpoints`);
  }

  #pump(): void {
    for (let push = this.#session.next(); push !== undefined; push = this.#session.next()) {
      const unanswered = (this.#unanswered.get(push.type) ?? 0) + 1;
      if (unanswered > 1) this.complaints.push(`${unanswered} responses of type ${push.type} in flight`);
      this.#unanswered.set(push.type, unanswered);
      this.#toClient.push(push);
    }
  }

  #apply(push: Push): void {
    const { type, resources, version } = push;
    const before = this.held[type];
    const complete = this.#session.variant === 'sotw' && (type === 'cluster' || type === 'listener');
    const after: Held = new Map(complete ? [] : before);
    for (const resource of resources) after.set(resource.name, resource.version);
    for (const name of push.removed) after.delete(name);
    this.held[type] = after;
    this.#versions[type] = version;

    if (type === 'cluster') {
      const changed = resources.filter(({ name, version: now }) => before.get(name) !== now);
      for (const { name } of changed) this.#warming.add(name);
    }
    for (const [route, clusters] of this.#references()) {
      for (const name of clusters) {
        if (this.held.cluster.has(name)) continue;
        if (type === 'cluster' && before.has(name))
          this.complaints.push(`${name} removed under route ${route}`);
        if (type === 'route' && !this.refusedAnything)
          this.complaints.push(`${route} before cluster ${name}`);
      }
    }
    // As Envoy does: what follows from a response is asked for before the response is acknowledged.
    if (type === 'cluster') this.#ask('endpoints');
    if (type === 'listener') this.#ask('route');
  }

  #references(): [route: string, clusters: string[]][] {
    return [...this.held.route]
      .filter(([name]) => this.held.listener.has(name))
      .map(([name, version]) => [name, version.split('|')[1]?.split(',') ?? []]);
  }

  #wanted(type: ResourceType): string[] {
    if (type === 'runtime') return ['mirror'];
    if (type === 'endpoints') return [...this.held.cluster.keys()];
    return type === 'route' ? [...this.held.listener.keys()] : [];
  }

  #ask(type: ResourceType): void {
    const wanted = this.#wanted(type);
    const kept = type === 'endpoints' || type === 'route' ? this.held[type] : undefined;
    for (const name of kept?.keys() ?? []) if (!wanted.includes(name)) kept?.delete(name);
    const asked = this.#asked[type];
    const named = type !== 'cluster' && type !== 'listener';
    if (named && (asked ?? []).join() === wanted.join()) return;
    this.#send(type, undefined, undefined);
  }

  #send(type: ResourceType, rejection: string | undefined, answered: Push | undefined): void {
    const session = this.#session;
    const typeUrl = typeUrls[type];
    const names = this.#wanted(type);
    const before = this.#asked[type];
    this.#asked[type] = names;
    const received = (receive: () => unknown) => () => {
      if (answered !== undefined) this.#unanswered.set(type, (this.#unanswered.get(type) ?? 0) - 1);
      receive();
    };
    if (session.variant === 'sotw') {
      const responseNonce = this.#nonces[type] ?? '';
      const versionInfo = this.#versions[type] ?? '';
      this.#toServer.push(
        received(() => session.receiveSotw({ typeUrl, responseNonce, rejection, versionInfo, names })),
      );
      return;
    }
    const initialVersions = new Map(before === undefined ? this.held[type] : []);
    const subscribe = names.filter((name) => before?.includes(name) !== true);
    const unsubscribe = (before ?? []).filter((name) => !names.includes(name));
    const responseNonce = answered?.nonce ?? '';
    this.#toServer.push(
      received(() =>
        session.receiveDelta({ typeUrl, responseNonce, rejection, subscribe, unsubscribe, initialVersions }),
      ),
    );
  }
}

function newHeld(): Record<ResourceType, Held> {
  return {
    cluster: new Map(),
    endpoints: new Map(),
    listener: new Map(),
    route: new Map(),
    runtime: new Map(),
  };
}
