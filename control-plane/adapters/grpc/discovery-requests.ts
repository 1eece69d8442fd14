import type protobuf from 'protobufjs';
import { envoyTypes } from '../../envoy-api/envoy-types.ts';
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

interface WireRequest {
  readonly node: { readonly id: string } | null;
  readonly type_url: string;
  readonly response_nonce: string;
  readonly error_detail: { readonly code: number; readonly message: string } | null;
}

interface WireSotwRequest extends WireRequest {
  readonly version_info: string;
  readonly resource_names: readonly string[];
}

interface WireDeltaRequest extends WireRequest {
  readonly resource_names_subscribe: readonly string[];
  readonly resource_names_unsubscribe: readonly string[];
  readonly initial_resource_versions: Readonly<Record<string, string>>;
}

/** @throws MalformedRequestError */
export function decodeSotwRequest(bytes: Uint8Array): Received<SotwRequest> {
  const wire = decode('envoy.service.discovery.v3.DiscoveryRequest', bytes) as WireSotwRequest;
  const request = { ...common(wire), versionInfo: wire.version_info, names: wire.resource_names };
  return { nodeId: wire.node?.id, request };
}

/** @throws MalformedRequestError */
export function decodeDeltaRequest(bytes: Uint8Array): Received<DeltaRequest> {
  const wire = decode('envoy.service.discovery.v3.DeltaDiscoveryRequest', bytes) as WireDeltaRequest;
  const request = {
    ...common(wire),
    subscribe: wire.resource_names_subscribe,
    unsubscribe: wire.resource_names_unsubscribe,
    initialVersions: new Map(Object.entries(wire.initial_resource_versions)),
  };
  return { nodeId: wire.node?.id, request };
}

function common({ type_url: typeUrl, response_nonce: responseNonce, error_detail: error }: WireRequest) {
  const rejection = error === null ? undefined : error.message || `no reason given (code ${error.code})`;
  return { typeUrl, responseNonce, rejection };
}

const types = new Map<string, protobuf.Type>();

function decode(name: string, bytes: Uint8Array): unknown {
  let type = types.get(name);
  if (type === undefined) types.set(name, (type = envoyTypes().lookupType(name)));
  try {
    return type.decode(bytes);
  } catch (cause) {
    throw new MalformedRequestError(`${bytes.length} bytes are not a ${name}`, { cause });
  }
}
