import { describe, expect, it } from 'vitest';
import {
  decodeDeltaRequest,
  decodeSotwRequest,
  MalformedRequestError,
} from '../../../../control-plane/adapters/grpc/discovery-requests.ts';
import { envoyTypes } from '../../../../control-plane/envoy-api/envoy-types.ts';

/** As an Envoy serialises it, with its own full schema. */
function serialise(message: 'DiscoveryRequest' | 'DeltaDiscoveryRequest', fields: object): Uint8Array {
  const type = envoyTypes().lookupType(`envoy.service.discovery.v3.${message}`);
  return type.encode(type.fromObject(fields)).finish();
}

const node = { id: 'envoy-1', cluster: 'shop', metadata: { fields: { build: { string_value: '1.40' } } } };
const refusal = { code: 3, message: 'no such cluster', details: [{ type_url: 'any', value: 'AA==' }] };

describe('a discovery request', () => {
  it('of state-of-the-world is read as Envoy wrote it', () => {
    const bytes = serialise('DiscoveryRequest', {
      node,
      version_info: 'v',
      resource_names: ['a', 'b'],
      type_url: 'type',
      response_nonce: 'n',
      error_detail: refusal,
    });
    expect(decodeSotwRequest(bytes)).toEqual({
      nodeId: 'envoy-1',
      request: {
        versionInfo: 'v',
        names: ['a', 'b'],
        typeUrl: 'type',
        responseNonce: 'n',
        rejection: 'no such cluster',
      },
    });
  });

  it('of incremental is read as Envoy wrote it', () => {
    const bytes = serialise('DeltaDiscoveryRequest', {
      node,
      type_url: 'type',
      resource_names_subscribe: ['a'],
      resource_names_unsubscribe: ['b'],
      initial_resource_versions: { c: '1' },
      response_nonce: 'n',
      error_detail: refusal,
    });
    expect(decodeDeltaRequest(bytes)).toEqual({
      nodeId: 'envoy-1',
      request: {
        typeUrl: 'type',
        responseNonce: 'n',
        rejection: 'no such cluster',
        subscribe: ['a'],
        unsubscribe: ['b'],
        initialVersions: new Map([['c', '1']]),
      },
    });
  });

  it('is a refusal where it has an error, though that says nothing, and its reason is kept up to a bound', () => {
    const reasonOf = (error: object) =>
      decodeSotwRequest(serialise('DiscoveryRequest', { error_detail: error })).request.rejection;
    expect(reasonOf({ code: 3 })).toBe('no reason given (code 3)');
    expect(reasonOf({ code: 3, message: 'x'.repeat(1_000_000) })).toHaveLength(2_000);
    expect(decodeSotwRequest(new Uint8Array()).request.rejection).toBeUndefined();
  });

  it('that is none is an error', () => {
    for (const decode of [decodeSotwRequest, decodeDeltaRequest])
      expect(() => decode(Buffer.from([0x0a, 0xff]))).toThrow(MalformedRequestError);
  });
});
