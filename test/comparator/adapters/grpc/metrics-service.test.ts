import { describe, expect, test } from 'vitest';
import { loadReportCodec } from '../../../../comparator/adapters/grpc/metrics-codec.ts';

/**
 * What a stock Envoy 1.40.0 sent 12 s after its start, after 201 mirrored requests. The schema is OpenTelemetry's, whose field
 * numbers are stable; Envoy's own bytes are what the slim profile has to read.
 */
const recorded =
  'CqwHCsoBCiQKE3NlcnZpY2UuaW5zdGFuY2UuaWQSDQoLdW1icmEtbG9jYWwKHQoSdGVsZW1ldHJ5LnNkay5uYW1lEgcKBWVudm95Ch8KFnRlbGVtZXRyeS5zZGsubGFuZ3VhZ2USBQoDY3BwCmIKFXRlbGVtZXRyeS5zZGsudmVyc2lvbhJJCkc5ZTU1ODA5MzM3Mzk3NzVlOGJjZTY5NmE1N2EyZTFiYzk5MzY4ZjIzLzEuNDAuMC9DbGVhbi9SRUxFQVNFL0JvcmluZ1NTTBLcBRI7CiNodHRwLm9yZGVycy12Mi5kb3duc3RyZWFtX3JxX2FjdGl2ZSoUChIZ6APsOo+u6xgxAAAAAAAAAAASJQoNc2VydmVyLnVwdGltZSoUChIZ6APsOo+u6xgxDAAAAAAAAAASPwonaHR0cC5vcmRlcnMtdjIvaG9wLmRvd25zdHJlYW1fcnFfYWN0aXZlKhQKEhnoA+w6j67rGDEAAAAAAAAAABI3Ch9odHRwLmFkbWluLmRvd25zdHJlYW1fcnFfYWN0aXZlKhQKEhnoA+w6j67rGDEAAAAAAAAAABJDCh5odHRwLmFkbWluLmRvd25zdHJlYW1fcnFfdG90YWw6IQobEeeyE9QyYQYAGegD7DqPrusYMQIAAAAAAAAAEAIYARJCCh1odHRwLm9yZGVycy12Mi5sdWEuZXhlY3V0aW9uczohChsR57IT1DJhBgAZ6APsOo+u6xgxkgEAAAAAAAAQAhgBEkYKIWh0dHAub3JkZXJzLXYyL2hvcC5sdWEuZXhlY3V0aW9uczohChsR57IT1DJhBgAZ6APsOo+u6xgxkgEAAAAAAAAQAhgBEk0KKGFjY2Vzc19sb2dzLmdycGNfYWNjZXNzX2xvZy5sb2dzX3dyaXR0ZW46IQobEeeyE9QyYQYAGegD7DqPrusYMZIBAAAAAAAAEAIYARJHCiJodHRwLm9yZGVycy12Mi5kb3duc3RyZWFtX3JxX3RvdGFsOiEKGxHnshPUMmEGABnoA+w6j67rGDHJAAAAAAAAABACGAESSwomaHR0cC5vcmRlcnMtdjIvaG9wLmRvd25zdHJlYW1fcnFfdG90YWw6IQobEeeyE9QyYQYAGegD7DqPrusYMckAAAAAAAAAEAIYARJGCiFodHRwLm9yZGVycy12Mi5sdWEudW1icmFfY2FwdHVyZWQ6IQobEeeyE9QyYQYAGegD7DqPrusYMckAAAAAAAAAEAIYAQ==';

describe('the slim profile of exported counters', () => {
  test('reads what a real Envoy sent', () => {
    expect(loadReportCodec()(Buffer.from(recorded, 'base64'))).toEqual([
      {
        process: { node: 'umbra-local', started: '1795720794583783' },
        written: 402,
        dropped: 0,
        stopped: false,
        migrations: [
          { migration: 'orders-v2', issued: new Map(), mirrored: 201, unsent: 0, scriptErrors: 0 },
        ],
      },
    ]);
  });

  test('has nothing to say of a report without a name or without counters', () => {
    expect(loadReportCodec()(Buffer.alloc(0))).toEqual([]);
    expect(loadReportCodec()(Buffer.from([0x0a, 0x00]))).toEqual([]);
  });

  test('refuses bytes that are no message', () => {
    expect(() => loadReportCodec()(Buffer.from([0x0a, 0x7f, 0x01]))).toThrow();
  });
});
