import type { Express } from 'express';
import type { JudgeRequest } from '../judging/answer.ts';
import { SharedReads } from './shared-reads.ts';
import type { ReadApiOptions } from './read-api-options.ts';
import { sendJson } from './send-json.ts';

/** How old a verdict may be: evidence comes every quarter of a second, and reading and judging all of it takes its time. */
const freshMs = 1_000;

/** What the evidence says, what rules do in it, and the evidence itself. */
export function addVerdictRoutes(
  app: Express,
  { judged, watched, judgeLimits, now }: Pick<ReadApiOptions, 'judged' | 'watched' | 'judgeLimits' | 'now'>,
): void {
  for (const kind of ['verdict', 'rules', 'evidence'] as const) {
    const ask = (name: string): Promise<string> => {
      const request: JudgeRequest = { kind, name, watched: watched(name), at: now(), limits: judgeLimits };
      return judged(request);
    };
    const reads = new SharedReads({ read: ask, freshMs, nowMs: () => performance.now() });
    app.get(`/v1/migrations/:name/${kind}`, async ({ params: { name } }, response) => {
      // A change of rules shows at once.
      sendJson(response, await reads.of(name, watched(name)));
    });
  }
}
