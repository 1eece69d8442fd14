import type { Response } from 'express';

/** An answer that is an error, as RFC 9457 has it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly remedy: string }[];
}

export function sendProblem(response: Response, { status, title, detail, errors }: Problem): void {
  if (status === 503) response.setHeader('retry-after', '1');
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...(errors && { errors }) }));
}

export const notFound: Problem = {
  status: 404,
  title: 'Not found',
  detail:
    'The read API has GET /v1/migrations/{name}/report, findings, findings/{id}, ledger, verdict, evidence and rules, and POST rules/preview.',
};

export const storeUnavailable: Problem = {
  status: 503,
  title: 'Evidence cannot be read',
  detail:
    'PostgreSQL does not answer. Evidence goes on being collected in memory and is written when it is back; try again then.',
};

export const busy: Problem = {
  status: 503,
  title: 'Too many reads at once',
  detail: 'As many reads as are let in are being answered or wait for their turn. Try again in a moment.',
};
