import {
  resourceTypes,
  typeUrls,
  type ResourceSet,
  type ResourceType,
  type Snapshot,
} from '../snapshot/snapshot.ts';
import { carryOverOf, recognise, type CarryOver } from './carry-over.ts';
import { courseOf, noteLastGood, planningOrder } from './course.ts';
import { amend, draftDelta } from './delta.ts';
import type { Push } from './push.ts';
import type { Receipt } from './receipt.ts';
import { forgetExpiring, mustWait, oweRenewals } from './renewal.ts';
import type { DeltaRequest, SotwRequest } from './request.ts';
import { draftSotw, restate } from './sotw.ts';
import { createStreamState } from './stream-state.ts';
import { statusOf, type StreamStatus } from './stream-status.ts';
import { acknowledge, reconsider, reject, type TypeState } from './type-state.ts';
import { UnknownTypes } from './unknown-types.ts';

export type Variant = 'sotw' | 'delta';

export interface SessionOptions {
  /** Of earlier streams of the same client. */
  readonly carryOver?: CarryOver;
  /** Names a client may ask for, per type. */
  readonly maxNames?: number;
  readonly maxNameCharacters?: number;
}

const typesByUrl: ReadonlyMap<string, ResourceType> = new Map(
  resourceTypes.map((type) => [typeUrls[type], type]),
);

/**
 * One ADS stream's side of the xDS protocol, without the stream: requests, snapshots and renewals in, responses out.
 *
 * Responses are taken one at a time with `next`, so that a writer can stop while its client does not read. What was not
 * taken is not queued, but planned later from the newest snapshot.
 */
export class Session {
  readonly variant: Variant;
  readonly #stream = createStreamState();
  readonly #carryOver: CarryOver;
  readonly #maxNames: number;
  readonly #maxNameCharacters: number;
  readonly #unknownTypes = new UnknownTypes();
  #nonces = 0;

  constructor(
    variant: Variant,
    { carryOver = [], maxNames = 10_000, maxNameCharacters = 1_000 }: SessionOptions = {},
  ) {
    this.variant = variant;
    this.#carryOver = carryOver;
    this.#maxNames = maxNames;
    this.#maxNameCharacters = maxNameCharacters;
  }

  /** Takes a request of a `sotw` stream. */
  receiveSotw(request: SotwRequest): Receipt {
    const state = this.#stateOf(request.typeUrl);
    if (state === undefined) return this.#unknownTypes.receive(request.typeUrl);
    if (this.#asksTooMuch(request.names.length, request.names)) return this.#tooMuch(state);
    // The sender had not seen our last response yet, and will answer that one too, with all that it asks for. An empty
    // nonce answers nothing, but what it asks for counts.
    const answersAnother = request.responseNonce !== '' && request.responseNonce !== state.lastNonce;
    if (answersAnother && state.lastNonce !== '') return { kind: 'stale-nonce', type: state.type };

    if (state.subscription === undefined)
      recognise(this.#stream, state, request.versionInfo, this.#carryOver);
    const receipt = this.#takeAnswer(state, request);
    restate(state, request.names);
    return receipt ?? { kind: 'request', type: state.type };
  }

  /** Takes a request of a `delta` stream. What it subscribes to counts even where its nonce is stale. */
  receiveDelta(request: DeltaRequest): Receipt {
    const state = this.#stateOf(request.typeUrl);
    if (state === undefined) return this.#unknownTypes.receive(request.typeUrl);
    const names = (state.subscription?.names.size ?? 0) + request.subscribe.length;
    const most = Math.max(names, request.initialVersions.size);
    if (this.#asksTooMuch(most, request.subscribe)) return this.#tooMuch(state);

    if (state.subscription === undefined && request.initialVersions.size > 0) this.#stream.reconnected = true;
    const receipt = this.#takeAnswer(state, request);
    const first = state.subscription === undefined;
    amend(state, request);
    // On a reconnect clusters may be on their way before the client says which endpoints it has.
    if (first && state.type === 'endpoints') this.#warm(this.#stream.types.cluster.inFlight);
    if (receipt !== undefined) return receipt;
    const stale = request.responseNonce !== '' && request.responseNonce !== state.lastNonce;
    return { kind: stale ? 'stale-nonce' : 'request', type: state.type };
  }

  /** Makes `snapshot` what the client is to get to. */
  follow(snapshot: Snapshot): void {
    this.#stream.target = snapshot;
    for (const type of resourceTypes) {
      const state = this.#stream.types[type];
      reconsider(state, snapshot[type]);
      if (this.variant === 'sotw') forgetExpiring(state, snapshot[type]);
    }
  }

  /**
   * Makes every resource with a time to live go out again, whole: a real Envoy did not take a heartbeat without a body for
   * a renewal. To be called at a third of the shortest time to live, so that one lost renewal does no harm.
   */
  renew(): void {
    oweRenewals(this.#stream);
  }

  /** The next response to send, in flight from now on; undefined where the client, or a snapshot, has to come first. */
  next(): Push | undefined {
    noteLastGood(this.#stream);
    for (const type of planningOrder) {
      const push = this.#plan(this.#stream.types[type]);
      if (push !== undefined) return push;
    }
    return undefined;
  }

  status(): StreamStatus {
    return statusOf(this.#stream);
  }

  /** For the next stream of the same client. In the incremental variant clients say themselves what they hold. */
  carryOver(): CarryOver {
    return this.variant === 'sotw' ? carryOverOf(this.#stream, this.#carryOver) : [];
  }

  #stateOf(typeUrl: string): TypeState | undefined {
    const type = typesByUrl.get(typeUrl);
    return type === undefined ? undefined : this.#stream.types[type];
  }

  #asksTooMuch(names: number, added: readonly string[]): boolean {
    return names > this.#maxNames || added.some((name) => name.length > this.#maxNameCharacters);
  }

  #tooMuch({ type }: TypeState): Receipt {
    const limits = { names: this.#maxNames, characters: this.#maxNameCharacters };
    return { kind: 'too-many-names', type, limits };
  }

  #takeAnswer(state: TypeState, request: SotwRequest | DeltaRequest): Receipt | undefined {
    const { type, inFlight: push } = state;
    if (push === undefined || push.nonce !== request.responseNonce) return undefined;
    this.#stream.answered = true;
    const { version } = push;
    if (request.rejection === undefined) {
      acknowledge(state, push);
      return { kind: 'acknowledged', type, version };
    }
    reject(state, push, request.rejection);
    return { kind: 'rejected', type, version, reason: request.rejection };
  }

  /**
   * A changed cluster stays in warming until its endpoints come once more, changed or not, and is not acknowledged before.
   * Endpoints have the name of their cluster.
   */
  #warm(clusters: Push | undefined): void {
    const { endpoints } = this.#stream.types;
    for (const { name } of clusters?.changed ?? []) {
      // Endpoints on their way come before the changed cluster, which does not take them for its own.
      if (!endpoints.held.has(name) && endpoints.inFlight?.heldAfter.has(name) !== true) continue;
      endpoints.owed.add(name);
      endpoints.refused.delete(name);
    }
  }

  #plan(state: TypeState): Push | undefined {
    if (state.subscription === undefined || mustWait(state)) return undefined;
    const course = courseOf(this.#stream, state.type);
    if (course === undefined) return undefined;
    const draft = this.variant === 'sotw' ? draftSotw(state, course) : draftDelta(state, course);
    if (draft === undefined) return undefined;

    this.#nonces += 1;
    const push = { type: state.type, nonce: String(this.#nonces), ...draft };
    state.inFlight = push;
    state.renewalsMissed = 0;
    state.lastNonce = push.nonce;
    state.sent = push.version;
    payDebts(state, push, course.set);
    if (push.type === 'cluster') {
      this.#stream.clustersOf = this.#stream.target;
      this.#warm(push);
    }
    return push;
  }
}

/** A response pays what is owed; but what cannot be removed yet is still to be answered. */
function payDebts(state: TypeState, { leaving }: Push, { resources }: ResourceSet): void {
  state.answerDue = false;
  for (const name of state.owed) {
    const waits = state.held.has(name) && !resources.has(name) && !leaving.includes(name);
    if (!waits) state.owed.delete(name);
  }
}
