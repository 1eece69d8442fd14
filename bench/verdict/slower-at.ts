import { LatencyRecorder } from '../../comparator/latency/latency-recorder.ts';
import { blockMinimum } from '../../comparator/latency/latency-block.ts';
import { sumOfLatencies } from '../../comparator/latency/sketch.ts';
import { defaultGates } from '../../comparator/verdict/gates.ts';
import { judgeLatency } from '../../comparator/verdict/judge-latency.ts';
import { defaultJudgeLimits } from '../../comparator/verdict/levels.ts';
import type { LatencyResult } from '../../comparator/verdict/verdict.ts';
import {
  anEndpoint,
  endpointEvidence,
  evidenceDocument,
  withoutLatency,
} from '../../test/makers/evidence.ts';
import type { SimulatedTimes } from './simulated-times.ts';

export interface LatencyRun {
  /** Pairs at the first look with a FAIL, and with all quantiles within; undefined where there was none. */
  readonly failsAt: number | undefined;
  readonly withinAt: number | undefined;
}

const gate = 1.1;

/** Pairs come evenly, so that a block holds its least number of pairs in its least time. */
const betweenMs = blockMinimum.ms / (blockMinimum.pairs - 1);

/** Judges after every block, between which nothing changes. */
export function latencyRun(times: SimulatedTimes, blocks: number): LatencyRun {
  const recorder = new LatencyRecorder();
  let latency = withoutLatency;
  let withinAt: number | undefined;
  for (let block = 1; block <= blocks; block += 1) {
    for (let pair = 0; pair < blockMinimum.pairs; pair += 1) {
      recorder.add(...times.next(), ((block - 1) * blockMinimum.pairs + pair) * betweenMs);
    }
    latency = sumOfLatencies([latency, recorder.take()]);
    const standings = standingsOf(latency);
    if (standings.includes('slower')) return { failsAt: block * blockMinimum.pairs, withinAt };
    if (withinAt === undefined && standings.every((standing) => standing === 'within')) {
      withinAt = block * blockMinimum.pairs;
    }
  }
  return { failsAt: undefined, withinAt };
}

function standingsOf(latency: typeof withoutLatency): LatencyResult['standing'][] {
  const document = evidenceDocument({
    endpoints: [endpointEvidence({ latency })],
    gates: { ...defaultGates, latency: { p50: gate, p95: gate, p99: gate } },
  });
  return judgeLatency(document, (endpoint) => endpoint === anEndpoint, defaultJudgeLimits).latency.map(
    ({ standing }) => standing,
  );
}
