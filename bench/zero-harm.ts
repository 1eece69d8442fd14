import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../test/system/faults/fault.ts';
import { FaultRig } from '../test/system/faults/fault-rig.ts';
import { partFaults } from '../test/system/faults/faults.ts';
import type { Load, LoadOutcome } from '../test/system/faults/load.ts';
import type { Mix } from '../test/system/faults/traffic.ts';
import type { Benchmark } from './benchmark.ts';
import { halfOfCapacity } from './capacity.ts';
import { processCpuMs } from './process-cpu.ts';
import { quantile } from './quantile.ts';

const rounds = 5;
const requestsPerRun = 4_000;
/** Of a run, before the fault strikes: what is measured is the blow and all that follows it. */
const calmMs = 500;

/** One load of one row. */
interface Run {
  readonly requests: number;
  readonly same: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU of Envoy for each request, microseconds. */
  readonly envoyMicroseconds: number;
}

/** Each run beside the run of the baseline just before it. */
interface PairOfRuns {
  readonly baseline: Run;
  readonly run: Run;
}

/** What clients notice of each fault, beside what they notice of nothing, and of Umbra itself. */
export const zeroHarm: Benchmark = {
  name: 'zero-harm',
  question: `What do clients notice of a fault (open loop at half of the capacity with a healthy shadow, ${rounds} x ${requestsPerRun} requests each, every answer checked, medians; the ratio is of runs in pairs, with its range)?`,
  async run() {
    const rig = await FaultRig.start();
    try {
      const perSecond = await halfOfCapacity(rig);
      const measure = meter(rig, perSecond);
      const cases = [
        ...ownCosts(rig, measure),
        ...partFaults.map((fault) => underFault(rig, fault, measure)),
      ];
      const pairs = new Map<string, PairOfRuns[]>(cases.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const { name, mix, run } of cases) {
          const baseline = await measure({ mix });
          pairs.get(name)?.push({ baseline, run: await run() });
        }
      }
      const baselines = [...pairs.values()].flat().map(({ baseline }) => ({ baseline, run: baseline }));
      return {
        columns: [
          `at ${perSecond}/s`,
          'requests',
          'answers the same',
          'p50 ms',
          'p99 ms',
          'p99 / baseline',
          'Envoy µs CPU',
        ],
        rows: [
          row('baseline: healthy shadow', baselines),
          ...[...pairs].map(([name, runs]) => row(name, runs)),
        ],
      };
    } finally {
      await rig.stop();
    }
  },
};

interface Case {
  readonly name: string;
  readonly mix: Mix;
  readonly run: () => Promise<Run>;
}

type Measure = (load: Partial<Pick<Load, 'mix' | 'port'>>, meanwhile?: () => Promise<void>) => Promise<Run>;

function meter(rig: FaultRig, perSecond: number): Measure {
  return async (load, meanwhile) => {
    const envoy = rig.part('envoy').pid;
    const before = processCpuMs(envoy);
    const loading = rig.load({ requests: requestsPerRun, arrival: { kind: 'open', perSecond }, ...load });
    await meanwhile?.();
    const outcome = await loading;
    return toRun(outcome, processCpuMs(envoy) - before);
  };
}

function toRun({ requests, same, latenciesMs }: LoadOutcome, envoyMs: number): Run {
  return {
    requests,
    same,
    p50: quantile(latenciesMs, 0.5),
    p99: quantile(latenciesMs, 0.99),
    envoyMicroseconds: (envoyMs * 1_000) / requests,
  };
}

/** What Envoy costs, and what mirror and capture cost on top of it: the baseline less these. */
function ownCosts(rig: FaultRig, measure: Measure): readonly Case[] {
  return [
    { name: 'no Envoy', mix: 'usual', run: () => measure({ port: rig.ports.of.primary }) },
    {
      name: 'Envoy alone (halted)',
      mix: 'usual',
      run: async () => {
        await rig.halt();
        const run = await measure({});
        await rig.resume();
        return run;
      },
    },
  ];
}

function underFault(rig: FaultRig, fault: Fault, measure: Measure): Case {
  return {
    name: fault.name,
    mix: fault.mix,
    run: async () => {
      const run = await measure({ mix: fault.mix }, async () => {
        await delay(calmMs);
        await fault.inject(rig);
      });
      await fault.heal(rig);
      await rig.settledLedger();
      return run;
    },
  };
}

function row(name: string, pairs: readonly PairOfRuns[]): (string | number)[] {
  const total = (pick: (run: Run) => number): number => pairs.reduce((sum, { run }) => sum + pick(run), 0);
  const median = (pick: (run: Run) => number): number =>
    quantile(
      pairs.map(({ run }) => pick(run)),
      0.5,
    );
  const ratios = pairs.map(({ baseline, run }) => run.p99 / baseline.p99);
  const [typical, least, most] = [0.5, 0, 1].map((q) => quantile(ratios, q).toFixed(2));
  const requests = total((run) => run.requests);
  return [
    name,
    requests,
    `${((100 * total((run) => run.same)) / requests).toFixed(3)} %`,
    median((run) => run.p50).toFixed(2),
    median((run) => run.p99).toFixed(2),
    `${String(typical)} (${String(least)}–${String(most)})`,
    name === 'no Envoy' ? '–' : median((run) => run.envoyMicroseconds).toFixed(0),
  ];
}
