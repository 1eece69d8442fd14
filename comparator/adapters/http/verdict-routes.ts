import type { Express } from 'express';
import { evidenceToJson } from '../../verdict/evidence-json.ts';
import { judge } from '../../verdict/judge.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { readDocument } from './read-document.ts';
import { SharedReads } from './shared-reads.ts';
import { sendJson, type ReadApiOptions } from './read-api.ts';

/** How old a verdict may be: evidence comes every quarter of a second, and reading and judging all of it takes its time. */
const freshMs = 1_000;

type VerdictOptions = Pick<ReadApiOptions, 'reader' | 'watched' | 'judgeLimits' | 'now'>;

/** What the evidence says, what of it rules hide, and the evidence itself. */
export function addVerdictRoutes(app: Express, { reader, watched, judgeLimits, now }: VerdictOptions): void {
  const documentOf = (name: string) => readDocument({ reader, watched, now }, name);
  const verdicts = new SharedReads<Verdict>({
    read: async (name) => judge(await documentOf(name), now(), judgeLimits),
    freshMs,
    nowMs: () => performance.now(),
  });
  // A change of rules shows at once.
  const verdictOf = (name: string): Promise<Verdict> => verdicts.of(name, watched(name));

  app.get('/v1/migrations/:name/verdict', async ({ params: { name } }, response) => {
    response.json(await verdictOf(name));
  });

  app.get('/v1/migrations/:name/evidence', async ({ params: { name } }, response) => {
    sendJson(response, evidenceToJson(await documentOf(name)));
  });

  app.get('/v1/migrations/:name/rules', async ({ params: { name } }, response) => {
    response.json({ rules: (await verdictOf(name)).rules });
  });
}
