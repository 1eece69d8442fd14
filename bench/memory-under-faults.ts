import { setTimeout as delay } from 'node:timers/promises';
import { FaultRig } from '../test/system/faults/fault-rig.ts';
import { faults } from '../test/system/faults/faults.ts';
import { repeatedly } from '../test/system/faults/repeatedly.ts';
import type { Benchmark } from './benchmark.ts';
import { halfOfCapacity } from './capacity.ts';
import { fitLine, type Point } from './least-squares.ts';
import { residentMegabytes } from './process-memory.ts';

const requests = 300_000;
const faultMs = 4_000;
const restMs = 500;
const sampleMs = 250;
/** Neighbouring samples tell almost the same, and would make the interval look narrower than it is: each block is one point. */
const samplesPerBlock = 40;
/** One rotation: each fault fills buffers of its own once (137 to 187 MB, most of it in the first, 2026-11-26). */
const warmUpRequests = 100_000;
/** A slope that is no larger is taken for noise, MB for each 100,000 requests. */
const noiseMegabytes = 2;

/** Whether Envoy's memory grows with the faults that befall it. */
export const memoryUnderFaults: Benchmark = {
  name: 'memory-under-faults',
  question: `Does Envoy's memory grow over ${requests.toLocaleString('en')} requests with every fault in rotation (least squares on means of ${(sampleMs * samplesPerBlock) / 1_000} s, after ${warmUpRequests.toLocaleString('en')} requests)?`,
  async run() {
    const rig = await FaultRig.start();
    try {
      const perSecond = await halfOfCapacity(rig);
      const samples: Point[] = [];
      const startedAt = performance.now();
      const sampling = repeatedly(sampleMs, () => {
        const sent = ((performance.now() - startedAt) * perSecond) / 1_000;
        samples.push({ x: sent / 100_000, y: residentMegabytes(rig.part('envoy').pid) });
        return Promise.resolve();
      });
      const loading = rig.load({ requests, arrival: { kind: 'open', perSecond } });
      const struck = await rotateUntil(loading, rig);
      const { same } = await loading;
      await sampling.stop();

      const steady = samples.filter(({ x }) => x * 100_000 > warmUpRequests);
      const { slope, halfWidth } = fitLine(blockMeans(steady));
      const [low, high] = [slope - halfWidth, slope + halfWidth];
      const memory = steady.map(({ y }) => y);
      return {
        columns: [
          'requests',
          'answers the same',
          'faults struck',
          'Envoy MB, least and most',
          'MB per 100,000 requests (95 % interval)',
          `within noise (holds 0, or at most ${noiseMegabytes})`,
        ],
        rows: [
          [
            requests,
            `${((100 * same) / requests).toFixed(3)} %`,
            struck,
            `${Math.min(...memory).toFixed(1)}–${Math.max(...memory).toFixed(1)}`,
            `${slope.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
            low <= 0 || high <= noiseMegabytes ? 'yes' : 'no',
          ],
        ],
      };
    } finally {
      await rig.stop();
    }
  },
};

/** One fault after the other, with a rest between, until all requests are answered. How many there were. */
async function rotateUntil(loading: Promise<unknown>, rig: FaultRig): Promise<number> {
  const end = loading.then(
    () => 'over' as const,
    () => 'over' as const, // Whoever waits for the load sees it fail.
  );
  for (let struck = 0; ; struck += 1) {
    const fault = faults[struck % faults.length];
    if (fault === undefined || (await Promise.race([delay(restMs), end])) === 'over') return struck;
    await fault.inject(rig);
    await Promise.race([delay(faultMs), end]);
    await fault.heal(rig);
  }
}

function blockMeans(samples: readonly Point[]): Point[] {
  const blocks: Point[] = [];
  for (let from = 0; from + samplesPerBlock <= samples.length; from += samplesPerBlock) {
    const block = samples.slice(from, from + samplesPerBlock);
    const mean = (pick: (point: Point) => number): number =>
      block.reduce((sum, point) => sum + pick(point), 0) / block.length;
    blocks.push({ x: mean(({ x }) => x), y: mean(({ y }) => y) });
  }
  return blocks;
}
