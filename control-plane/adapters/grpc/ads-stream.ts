import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import type { Log } from '../../../platform/log/logger.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { CarryOver } from '../../xds/carry-over.ts';
import type { Receipt } from '../../xds/receipt.ts';
import { Session, type Variant } from '../../xds/session.ts';
import type { RefusedStream, XdsMetrics } from '../../xds/xds-metrics.ts';
import { decodeDeltaRequest, decodeSotwRequest, MalformedRequestError } from './discovery-requests.ts';
import type { KnownNodes, NodeState } from './known-nodes.ts';
import { encodeResponse } from './response-bytes.ts';

export type AdsCall = ServerDuplexStream<Buffer, Buffer>;

export interface AdsStreamOptions {
  readonly call: AdsCall;
  readonly variant: Variant;
  readonly nodes: KnownNodes;
  readonly log: Log;
  readonly metrics: XdsMetrics;
  /** The newest snapshot, where there is one. */
  readonly snapshot: () => Snapshot | undefined;
  readonly onClosed: (stream: AdsStream) => void;
}

/** Envoy's ids are pod names and the like; anything longer is a mistake or an attack on our memory. */
const maxNodeIdBytes = 256;
const nodeDeadlineMs = 30_000;

interface Identified {
  readonly node: string;
  readonly session: Session;
  readonly connectedAt: Date;
}

/** One gRPC stream: its bytes to the session and back. Whatever goes wrong here ends this stream and no other. */
export class AdsStream {
  readonly #options: AdsStreamOptions;
  readonly #nodeDeadline: NodeJS.Timeout;
  #log: Log;
  #identified: Identified | undefined;
  #closed = false;

  constructor(options: AdsStreamOptions) {
    this.#options = options;
    this.#log = options.log;
    const { call, metrics, variant } = options;
    metrics.streamOpened(variant);
    this.#nodeDeadline = setTimeout(() => {
      this.#refuse('no-node-id', status.DEADLINE_EXCEEDED, `No request came within ${nodeDeadlineMs} ms.`);
    }, nodeDeadlineMs);
    call.on('data', (bytes: Buffer) => {
      this.#safely(() => {
        this.#receive(bytes);
      });
    });
    call.once('end', () => {
      call.end();
      this.#close();
    });
    for (const event of ['cancelled', 'error', 'close']) {
      call.on(event, () => {
        this.#close();
      });
    }
  }

  follow(snapshot: Snapshot): void {
    this.#safely(() => {
      this.#identified?.session.follow(snapshot);
      this.#write();
    });
  }

  renew(): void {
    this.#safely(() => {
      this.#identified?.session.renew();
      this.#write();
    });
  }

  end(code: status, details: string): void {
    if (this.#closed) return;
    this.#options.call.emit('error', { code, details });
    this.#close();
  }

  state(): NodeState {
    const { node, session, connectedAt } = this.#whoever();
    const { variant } = this.#options;
    return {
      node,
      connected: true,
      variant,
      connectedAt,
      disconnectedAt: undefined,
      types: session.status(),
    };
  }

  get node(): string {
    return this.#whoever().node;
  }

  carryOver(): CarryOver {
    return this.#whoever().session.carryOver();
  }

  #whoever(): Identified {
    if (this.#identified === undefined) throw new Error('This stream has not said which node it belongs to.');
    return this.#identified;
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    if (this.#options.variant === 'sotw') {
      const { nodeId, request } = decodeSotwRequest(bytes);
      const session = this.#identify(nodeId);
      if (session !== undefined) this.#note(session.receiveSotw(request));
    } else {
      const { nodeId, request } = decodeDeltaRequest(bytes);
      const session = this.#identify(nodeId);
      if (session !== undefined) this.#note(session.receiveDelta(request));
    }
    this.#write();
  }

  /** The stream's session, which its first request opens; undefined where that does not say whose it is. */
  #identify(nodeId: string | undefined): Session | undefined {
    if (this.#identified !== undefined) return this.#identified.session;
    const length = Buffer.byteLength(nodeId ?? '');
    if (nodeId === undefined || length === 0 || length > maxNodeIdBytes) {
      const problem = length === 0 ? 'has no node.id' : `has a node.id of ${length} bytes`;
      const remedy = `Start Envoy with --service-node, or set node.id in its bootstrap (at most ${maxNodeIdBytes} bytes).`;
      this.#refuse('no-node-id', status.INVALID_ARGUMENT, `The first request ${problem}. ${remedy}`);
      return undefined;
    }
    const { nodes, variant, snapshot } = this.#options;
    const connectedAt = new Date();
    const session = new Session(variant, { carryOver: nodes.carryOver(nodeId, connectedAt) });
    const newest = snapshot();
    if (newest !== undefined) session.follow(newest);
    clearTimeout(this.#nodeDeadline);
    this.#identified = { node: nodeId, session, connectedAt };
    this.#log = this.#log.child({ node: nodeId, variant });
    nodes.connect(this);
    this.#log.info('An Envoy connected');
    return session;
  }

  #note(receipt: Receipt): void {
    const { metrics } = this.#options;
    switch (receipt.kind) {
      case 'request':
        return;
      case 'acknowledged':
        metrics.acknowledged(receipt.type);
        return;
      case 'rejected': {
        const { type, version, reason } = receipt;
        metrics.rejected(type);
        this.#log.error('An Envoy rejected its configuration and stays on the last good one', {
          type,
          version,
          reason,
        });
        return;
      }
      case 'stale-nonce':
        metrics.staleNonce(receipt.type);
        return;
      case 'unknown-type':
        metrics.unknownType();
        if (receipt.first)
          this.#log.warn('An Envoy asks for a type that is not served', { typeUrl: receipt.typeUrl });
        return;
      case 'too-many-names': {
        const { names, characters } = receipt.limits;
        const details = `A stream may ask for ${names} names of type ${receipt.type}, each of at most ${characters} characters.`;
        this.#refuse('too-many-names', status.RESOURCE_EXHAUSTED, details);
      }
    }
  }

  /**
   * Sends what is due, one message at a time: the next is planned once the last has left for the socket. So a client that
   * does not read holds one message of ours, and gets the newest state, not the history, when it reads again.
   */
  #write(): void {
    const { call, variant, metrics } = this.#options;
    if (this.#closed || this.#identified === undefined || call.writableLength > 0) return;
    const push = this.#identified.session.next();
    if (push === undefined) return;
    const bytes = encodeResponse(variant, push);
    metrics.pushed(push.type, bytes.length);
    call.write(bytes, () => {
      this.#safely(() => {
        this.#write();
      });
    });
  }

  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof MalformedRequestError) {
        this.#refuse('malformed', status.INVALID_ARGUMENT, error.message);
        return;
      }
      this.#log.error('An xDS stream failed and was ended; its Envoy will connect again', { error });
      this.end(status.INTERNAL, 'Internal error; see the log of the control plane.');
    }
  }

  #refuse(reason: RefusedStream, code: status, details: string): void {
    this.#options.metrics.streamRefused(reason);
    this.#log.warn('An xDS stream was refused', { reason, details });
    this.end(code, details);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#nodeDeadline);
    const { metrics, variant, nodes, onClosed } = this.#options;
    metrics.streamClosed(variant);
    if (this.#identified !== undefined) {
      nodes.disconnect(this, new Date());
      this.#log.info('An Envoy disconnected');
    }
    onClosed(this);
  }
}
