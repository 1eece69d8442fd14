import { controlHalves } from '../test/system/rig/control-halves.ts';
import { name, reportAfter, startSameVersionThrice } from '../test/system/rig/same-version-thrice.ts';
import { verdictOf } from '../test/system/rig/verdict.ts';
import type { Benchmark } from './benchmark.ts';

const requests = 100_000;

/** A/A on a real Envoy: what differs is noise that a verdict would have to be protected from. */
export const controlAa: Benchmark = {
  name: 'control-aa',
  question: `The same version as primary, shadow and control, each on its own clone, ${requests.toLocaleString('en')} requests with writes: what differs, and what is set aside?`,
  async run() {
    const rig = await startSameVersionThrice();
    try {
      await rig.untilConfirmed(100);
      const { findings, ledger } = await reportAfter(rig, requests);
      const halves = await controlHalves(rig);
      const { outcome, reasons } = await verdictOf(rig, name);
      const share = (count: number) => `${((100 * count) / ledger.captured).toFixed(3)} %`;
      const fates = Object.entries(ledger.fates).filter(([, count]) => count > 0);
      return {
        columns: ['', 'requests', 'share'],
        rows: [
          ['captured', ledger.captured, ''],
          ...fates.map(([fate, count]) => [`fate ${fate}`, count, share(count)]),
          ...Object.entries(halves).map(([outcome, count]) => [`control ${outcome}`, count, share(count)]),
          ['findings', findings.length, ''],
          ['disagreements with Envoy', ledger.envoy.disagreements.length, ''],
          [`verdict: ${outcome}`, [...new Set(reasons.map(({ code }) => code))].join(', '), ''],
        ],
      };
    } finally {
      await rig.stop();
    }
  },
};
