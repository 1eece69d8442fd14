import type { Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';

/**
 * Whether a write did on the shadow what it did on the primary, as far as its end tells: both took it, or both refused it. One that
 * was cut, failed on the way, or was taken by one side only leaves the two with different data.
 */
export function endedAlike({ primary, shadow }: Pair): boolean {
  return isAnswered(primary) && isAnswered(shadow) && isTaken(primary) === isTaken(shadow);
}

/** The whole request came to its upstream, and the upstream said what became of it. */
function isAnswered({ requestComplete, flags, response }: Exchange): boolean {
  return requestComplete && flags.size === 0 && response.status !== 0;
}

/** HTTP's status of a gRPC call is 200 whatever became of it. */
function isTaken({ response }: Exchange): boolean {
  return response.status < 400 && (response.headers['grpc-status'] ?? '0') === '0';
}
