import type { Benchmark } from './benchmark.ts';
import { quantile } from './quantile.ts';
import type { Defect } from './streams/defect.ts';
import { runStream } from './streams/run-stream.ts';
import type { StreamOptions } from './streams/simulate.ts';

const streams = 5;
const requests = 80_000;
const lookEvery = 500;

type Kind = Pick<StreamOptions, 'ids' | 'control'>;

const shifted: Kind = { ids: 'shifted' };
const controlled: Kind = { ids: 'shifted', control: true };
/** Nothing but time differs, and it takes many requests: whose ids they are is of no account. */
const ofClients: Kind = { ids: 'client' };

const cases: readonly (readonly [string, Defect, Kind])[] = [
  ['column too narrow', 'truncated-column', shifted],
  ['column too narrow, control', 'truncated-column', controlled],
  ['1 of 20 new orders swaps ids', 'id-mix-up', shifted],
  ['1 of 20 new orders swaps ids, control', 'id-mix-up', controlled],
  ['1 of 10 updates not stored', 'lost-update', shifted],
  ['1 of 10 updates not stored, control', 'lost-update', controlled],
  ['lists take twice as long', 'slow-list', ofClients],
];

/** Defects in a stream in which everything else differs too, as between equal stacks. */
export const streamDefects: Benchmark = {
  name: 'stream-defects',
  question: `After how many requests does the whole comparator say FAIL of a defect, looking after each ${lookEvery} (${streams} streams each, of at most ${requests.toLocaleString('en-US')})?`,
  async run() {
    const rows = [];
    for (const [name, defect, kind] of cases) {
      const failedAfter: number[] = [];
      const reasons = new Set<string>();
      for (let seed = 1; seed <= streams; seed += 1) {
        const result = await runStream({ seed: 100 + seed, requests, defect, ...kind }, lookEvery);
        if (result.failedAfter !== undefined) failedAfter.push(result.failedAfter);
        for (const { effect, code } of result.verdict.reasons) if (effect === 'fails') reasons.add(code);
      }
      const found = failedAfter.length;
      const at = (q: number): string =>
        found === 0 ? 'never' : quantile(failedAfter, q).toLocaleString('en-US');
      rows.push([name, `${found} of ${streams}`, at(0.5), at(1), [...reasons].join(', ')]);
    }
    return { columns: ['planted', 'FAIL', 'requests, median', 'at most', 'because of'], rows };
  },
};
