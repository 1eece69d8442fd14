import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../rig/api.ts';
import { FaultRig } from './fault-rig.ts';
import { faults } from './faults.ts';

const requests = 1_000;
const perSecond = 400;

/** Fates that the traffic ends in without any fault: some bodies are larger than what is captured, two than what is mirrored. */
const usualFates = ['compared', 'truncated', 'too-large'];

describe('under every fault, with clients that check each answer', () => {
  let rig: FaultRig;
  let before: Ledger;

  beforeAll(async () => {
    rig = await FaultRig.start();
    before = await rig.settledLedger();
  });

  afterAll(async () => {
    await rig.stop();
  });

  it.each(faults)('$name: all answers are the primary’s, all losses have their cause', async (fault) => {
    const loading = rig.load({
      requests,
      mix: fault.mix,
      arrival: { kind: 'open', perSecond },
    });
    await fault.inject(rig);
    const outcome = await loading;
    // Healing is under load, too: coming back must be as harmless as going away.
    const healing = rig.load({ requests: requests / 4, arrival: { kind: 'open', perSecond } });
    await fault.heal(rig);
    const healed = await healing;

    expect(outcome.otherwise).toEqual([]);
    expect(outcome.same).toBe(requests);
    expect(healed.otherwise).toEqual([]);
    expect(healed.same).toBe(requests / 4);

    const earlier = before;
    before = await rig.settledLedger();
    expect(before.balanced).toBe(true);
    const unexplained = Object.entries(before.fates).filter(
      ([fate, count]) =>
        count > (earlier.fates[fate] ?? 0) && ![...usualFates, ...fault.fates].includes(fate),
    );
    expect(unexplained).toEqual([]);

    // A pair of two different requests would differ in every line of its bodies.
    const { findings } = await rig.report();
    const explained = new Set(faults.slice(0, faults.indexOf(fault) + 1).flatMap((one) => one.findings));
    expect(findings.filter((finding) => !explained.has(finding.class))).toEqual([]);
  });
});
