import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { DeltaRequest, SotwRequest } from '../../xds/request.ts';

/** A message on an xDS stream that is not a discovery request. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

export interface Received<Request> {
  /** Sent on a stream's first request, optional later. */
  readonly nodeId: string | undefined;
  readonly request: Request;
}

/** As `protos/umbra/discovery.proto` decodes it. Absent messages are null, absent scalars their zero. */
interface WireRequest {
  readonly node: { readonly id: string } | null;
  readonly typeUrl: string;
  readonly responseNonce: string;
  readonly errorDetail: { readonly code: number; readonly message: Uint8Array } | null;
}

interface WireSotwRequest extends WireRequest {
  readonly versionInfo: string;
  readonly resourceNames: readonly string[];
}

interface WireDeltaRequest extends WireRequest {
  readonly resourceNamesSubscribe: readonly string[];
  readonly resourceNamesUnsubscribe: readonly string[];
  readonly initialResourceVersions: Readonly<Record<string, string>>;
}

/** Envoy puts whole resources into its reasons. */
const maxReasonBytes = 2_000;

const { root } = protobuf.parse(
  readFileSync(new URL('../../../protos/umbra/discovery.proto', import.meta.url), 'utf8'),
);
const sotwRequest = root.lookupType('umbra.discovery.DiscoveryRequest');
const deltaRequest = root.lookupType('umbra.discovery.DeltaDiscoveryRequest');

/** @throws MalformedRequestError */
export function decodeSotwRequest(bytes: Uint8Array): Received<SotwRequest> {
  const wire = decode(sotwRequest, bytes) as WireSotwRequest;
  const request = { ...common(wire), versionInfo: wire.versionInfo, names: wire.resourceNames };
  return { nodeId: wire.node?.id, request };
}

/** @throws MalformedRequestError */
export function decodeDeltaRequest(bytes: Uint8Array): Received<DeltaRequest> {
  const wire = decode(deltaRequest, bytes) as WireDeltaRequest;
  const request = {
    ...common(wire),
    subscribe: wire.resourceNamesSubscribe,
    unsubscribe: wire.resourceNamesUnsubscribe,
    initialVersions: new Map(Object.entries(wire.initialResourceVersions)),
  };
  return { nodeId: wire.node?.id, request };
}

function common({ typeUrl, responseNonce, errorDetail }: WireRequest) {
  return { typeUrl, responseNonce, rejection: errorDetail === null ? undefined : reasonOf(errorDetail) };
}

function reasonOf({ code, message }: { readonly code: number; readonly message: Uint8Array }): string {
  const reason = Buffer.from(message.slice(0, maxReasonBytes)).toString();
  return reason || `no reason given (code ${code})`;
}

function decode(type: protobuf.Type, bytes: Uint8Array): unknown {
  try {
    return type.decode(bytes);
  } catch (cause) {
    throw new MalformedRequestError(`${bytes.length} bytes are not a ${type.name}`, { cause });
  }
}
