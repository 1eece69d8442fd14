import type { Api } from '../test/system/rig/api.ts';
import { eventually } from '../test/system/rig/eventually.ts';
import { startRig } from '../test/system/rig/stack.ts';
import { json, type Answer } from '../test/system/rig/upstream.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile } from './quantile.ts';

const changes = 50;

/** From the PATCH until the status says that a running Envoy has confirmed the new percent, milliseconds. */
export const confirmation: Benchmark = {
  name: 'confirmation',
  question: `How long does a change of the percent take until a running Envoy confirms it (${changes} changes)?`,
  async run() {
    const answer: Answer = (_request, _body, response) => {
      json(response, 200, {});
    };
    const name = 'confirmation';
    const rig = await startRig({
      name,
      primary: answer,
      shadow: answer,
      mirror: { percent: 0, key: { header: 'x-tenant-id' } },
    });
    try {
      const took: number[] = [];
      for (let change = 1; change <= changes; change += 1) {
        const started = performance.now();
        await rig.api.mirror(name, { percent: change });
        await confirmed(rig.api, name, change);
        took.push(performance.now() - started);
      }
      return {
        columns: ['changes', 'p50 ms', 'p95 ms', 'slowest ms'],
        rows: [[changes, ...[0.5, 0.95, 1].map((q) => Math.round(quantile(took, q)))]],
      };
    } finally {
      await rig.stop();
    }
  },
};

async function confirmed(api: Api, name: string, percent: number): Promise<void> {
  await eventually(
    `confirmation of ${percent} %`,
    async () => (await api.status(name)).confirmed?.percent === percent,
  );
}
