import { resourceTypes, type ResourceSet } from '../snapshot/snapshot.ts';
import type { StreamState } from './stream-state.ts';
import { covers } from './subscription.ts';
import type { TypeState } from './type-state.ts';

/** Renewals that fall due during one response's flight before its acknowledgement counts as lost: one whole period. */
const patience = 2;

/** Whether a type has a response in flight that is worth waiting for. A lost acknowledgement must not block renewals. */
export function mustWait({ inFlight, renewalsMissed }: TypeState): boolean {
  return inFlight !== undefined && renewalsMissed < patience;
}

/** Makes every resource with a time to live owed again. */
export function oweRenewals({ target, types }: StreamState): void {
  if (target === undefined) return;
  for (const type of resourceTypes) {
    const state = types[type];
    const { subscription } = state;
    if (subscription === undefined) continue;
    let due = false;
    for (const { name, ttlSeconds } of target[type].resources.values()) {
      if (ttlSeconds === undefined || !covers(subscription, name)) continue;
      state.owed.add(name);
      due = true;
    }
    if (due && state.inFlight !== undefined) state.renewalsMissed += 1;
  }
}

/**
 * A named resource cannot be removed in state-of-the-world: it expires at the client by itself. Forgotten here, it is sent
 * again should it come back.
 */
export function forgetExpiring(state: TypeState, set: ResourceSet): void {
  if (state.held === set.resources) return;
  const expiring = [...state.held.values()].filter(
    (held) => 'ttlSeconds' in held && held.ttlSeconds !== undefined && !set.resources.has(held.name),
  );
  if (expiring.length === 0) return;
  const lasting = new Map(state.held);
  for (const { name } of expiring) lasting.delete(name);
  state.held = lasting;
}
