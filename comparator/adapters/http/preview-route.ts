import express, { type ErrorRequestHandler, type Express } from 'express';
import { previewRules } from '../../rules/preview-rules.ts';
import { parsePreview } from './parse-preview.ts';
import { sendProblem, type Problem } from './problem.ts';
import { readDocument } from './read-document.ts';
import type { ReadApiOptions } from './read-api-options.ts';

const maxBodyBytes = 256 * 1_024;

/** What rules would do to the evidence there is, before anybody saves them. */
export function addPreviewRoute(
  app: Express,
  options: Pick<ReadApiOptions, 'reader' | 'watched' | 'sampleOf' | 'now'>,
): void {
  const readJson = express.json({ limit: maxBodyBytes, strict: false, type: () => true });
  const path = '/v1/migrations/:name/rules/preview';
  app.post(path, readJson, async ({ params: { name }, body }, response) => {
    const parsed = parsePreview(body);
    if (parsed.kind === 'problem') {
      sendProblem(response, parsed.problem);
      return;
    }
    const document = await readDocument(options, name);
    const now = options.now();
    const migration = options.watched(name);
    const previews = previewRules({
      document,
      candidate: parsed.rules,
      now,
      mapping: migration?.mapping ?? [],
      sample: migration && options.sampleOf(migration, now),
    });
    response.json({ rules: previews });
  });
  app.use(path, refuseUnreadable);
}

/** What the parser of bodies throws. Express needs the four arguments to know an error handler by. */
const refuseUnreadable: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = problemOf(error as { status?: unknown; type?: unknown });
  if (problem === undefined) next(error);
  else sendProblem(response, problem);
};

function problemOf({
  status,
  type,
}: {
  readonly status?: unknown;
  readonly type?: unknown;
}): Problem | undefined {
  if (status === 413) {
    return {
      status,
      title: 'Too many rules at once',
      detail: `The body has more than ${maxBodyBytes / 1_024} KiB. Preview fewer rules at once.`,
    };
  }
  if (typeof status !== 'number' || status < 400 || status >= 500 || type === undefined) return undefined;
  return {
    status,
    title: 'Rules not understood',
    detail: 'The body is no JSON. Send { "rules": [ … ] } with rules as the migration document has them.',
  };
}
