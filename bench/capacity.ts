import type { FaultRig } from '../test/system/faults/fault-rig.ts';

const warmUpRequests = 3_000;
const requests = 6_000;

/** Requests a second: half of what the rig answers with its shadow healthy and 16 requests always under way. */
export async function halfOfCapacity(rig: FaultRig): Promise<number> {
  const arrival = { kind: 'closed', width: 16 } as const;
  await rig.load({ requests: warmUpRequests, arrival });
  const { elapsedMs } = await rig.load({ requests, arrival });
  return Math.floor((requests * 1_000) / elapsedMs / 2);
}
