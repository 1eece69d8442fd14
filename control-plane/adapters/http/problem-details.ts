import type { Response } from 'express';
import type { Problem } from '../../migration/problem.ts';

/** RFC 9457. Errors have no documents of their own, so `type` is always `about:blank` and `title` says what status means. */
export interface ProblemDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly Problem[];
}

/** A problem with the headers that belong to it: `allow`, `retry-after`. */
export interface ProblemAnswer {
  readonly problem: ProblemDetails;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendProblem(response: Response, { problem, headers = {} }: ProblemAnswer): void {
  response
    .status(problem.status)
    .set({ ...headers, 'cache-control': 'no-store', 'content-type': 'application/problem+json' })
    .send(Buffer.from(JSON.stringify(problem)));
}
