import { FaultRig } from '../test/system/faults/fault-rig.ts';
import type { Benchmark } from './benchmark.ts';

const uploads = 3;

/** The one stall there can be: a body that does not say its length is mirrored, and its shadow reads nothing of it. */
export const uploadStall: Benchmark = {
  name: 'upload-stall',
  question: `How long does an upload of 20 MB of unknown length take while its shadow reads nothing of it (worst of ${uploads})?`,
  async run() {
    const rows: (string | number)[][] = [];
    for (const timeoutMs of [500, 1_000, 2_000, 5_000]) {
      const rig = await FaultRig.start({ timeoutMs });
      try {
        const healthy = await worst(rig);
        await rig.behave('shadow', 'not-reading');
        rows.push([timeoutMs, healthy, await worst(rig), timeoutMs + 1_000]);
      } finally {
        await rig.stop();
      }
    }
    return {
      columns: ['mirror.timeoutMs', 'shadow healthy ms', 'shadow reads nothing ms', 'documented bound ms'],
      rows,
    };
  },
};

async function worst(rig: FaultRig): Promise<number> {
  const { same, otherwise, latenciesMs } = await rig.load({
    requests: uploads,
    mix: 'unknown-length',
    arrival: { kind: 'closed', width: 1 },
  });
  if (same !== uploads) throw new Error(`uploads were answered otherwise: ${otherwise.join('; ')}`);
  return Math.round(Math.max(...latenciesMs));
}
