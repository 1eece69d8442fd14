import type { OddRequest } from './odd-request.ts';
import { oddBodies } from './traffic/bodies.ts';
import { departures } from './traffic/departures.ts';
import { oddFraming } from './traffic/framing.ts';
import { oddGrpc } from './traffic/grpc.ts';
import { oddHttp2 } from './traffic/http2.ts';
import { oddTimes } from './traffic/time.ts';

/**
 * All kinds of odd requests, for an upstream that `startOddUpstream` started; by what makes them odd. Each performance needs a tenant
 * of its own, and a mirror whose `timeoutMs` is `mirrorTimeoutMs`; it is captured as often as its endings say.
 */
export const oddTraffic: Readonly<Record<string, readonly OddRequest[]>> = {
  bodies: oddBodies,
  framing: oddFraming,
  time: oddTimes,
  departures,
  'HTTP/2': oddHttp2,
  // Needs upstreams that speak HTTP/2 (`primary.http2`).
  gRPC: oddGrpc,
};
