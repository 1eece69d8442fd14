import { setTimeout as delay } from 'node:timers/promises';
import { parseAnswer } from '../cli/api/answers.ts';
import { verdictAnswer } from '../cli/api/verdict-answer.ts';
import { setMirrorPercent } from './mirror-percent.ts';
import type { Demo } from './open-demo.ts';
import { judgeOutcome, type Outcome } from './outcome.ts';
import { settledReport } from './settled-report.ts';
import { driveTraffic, type TrafficTally } from './traffic/drive-traffic.ts';

export interface VerificationPlan {
  /** Customers at each shop, at most the seeded 200. */
  readonly customers: number;
  /** Mean pause between one customer's requests, milliseconds. */
  readonly meanThinkMs: number;
  /** How long traffic flows at 25 percent, and then at 100, milliseconds. */
  readonly sampledMs: number;
  readonly mirroredMs: number;
}

const progressEveryMs = 5_000;

/** Lets customers into both shops, mirrors some of their requests and then all, and holds reports and verdicts against what was planted. */
export async function verifyShops(
  { api, shops }: Demo,
  { customers, meanThinkMs, sampledMs, mirroredMs }: VerificationPlan,
  say: (line: string) => void,
): Promise<Outcome[]> {
  const mirror = async (percent: number): Promise<void> => {
    for (const { name } of shops) {
      const tookMs = await setMirrorPercent(api, name, percent);
      say(
        `PATCH /v1/migrations/${name}/mirror {"percent": ${percent}}: confirmed by Envoy after ${Math.round(tookMs)} ms`,
      );
    }
  };

  await mirror(25);
  const ending = new AbortController();
  const visits = shops.map((shop, index) => ({
    shop,
    ...driveTraffic({ origin: shop.origin, customers, meanThinkMs, seed: index + 1, signal: ending.signal }),
  }));
  const tallies = visits.map((visit) => visit.tally);
  try {
    await watchTraffic(tallies, sampledMs, say);
    await mirror(100);
    await watchTraffic(tallies, mirroredMs, say);
  } finally {
    ending.abort();
    await Promise.all(visits.map((visit) => visit.ended));
  }
  say('The customers have left; waiting until every exchange is accounted for');
  return Promise.all(
    visits.map(async ({ shop: { name, script }, tally }) => {
      const report = await settledReport(api, name);
      const verdict = parseAnswer(verdictAnswer, await api.send('GET', `/v1/migrations/${name}/verdict`));
      return judgeOutcome({ script, report, verdict, traffic: tally });
    }),
  );
}

async function watchTraffic(
  tallies: readonly TrafficTally[],
  durationMs: number,
  say: (line: string) => void,
): Promise<void> {
  for (let restMs = durationMs; restMs > 0; restMs -= progressEveryMs) {
    await delay(Math.min(restMs, progressEveryMs));
    const requests = tallies.reduce((sum, tally) => sum + tally.requests, 0);
    const complaints = tallies.reduce((sum, tally) => sum + tally.complaints, 0);
    say(`${requests} requests from customers through Envoy, ${complaints} wrong answers`);
  }
}
