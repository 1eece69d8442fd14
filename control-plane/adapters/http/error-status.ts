import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Log } from '../../../platform/log/logger.ts';
import { StoreUnreachableError, type Refusal } from '../../migration/migration-store.ts';
import { maxFileBytes } from '../../migration/migration-file.ts';
import type { Problem } from '../../migration/problem.ts';
import { StateUnknownError } from '../../steering/steering.ts';
import { QueueFullError } from '../../steering/work-queue.ts';
import { ComparatorError } from './comparator-client.ts';
import { sendProblem, type ProblemAnswer } from './problem-details.ts';
import { contextOf } from './request-context.ts';

/** A request that is refused for what it is, before anything is looked up. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError';
  readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 422;
  readonly problems: readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: RequestRefusedError['status'],
    detail: string,
    more: { problems?: readonly Problem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.problems = more.problems ?? [];
    this.headers = more.headers ?? {};
  }
}

/** As many requests are being answered, or wait for that, as are let in. */
export class ApiBusyError extends Error {
  override readonly name = 'ApiBusyError';
}

/** A change that was decided against. */
export class ChangeRefusedError extends Error {
  override readonly name = 'ChangeRefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`change refused: ${refusal.kind}`);
    this.refusal = refusal;
  }
}

const retrySoon = { 'retry-after': '2' };

/** The one place where an error becomes an HTTP status. */
export function answerTo(error: unknown): ProblemAnswer {
  if (error instanceof RequestRefusedError) {
    return { ...answer(error.status, error.message, error.problems), headers: error.headers };
  }
  if (error instanceof ChangeRefusedError) return answerToRefusal(error.refusal);
  if (error instanceof StateUnknownError)
    return { ...answer(503, sentence(error.message)), headers: retrySoon };
  if (error instanceof StoreUnreachableError) {
    const detail = 'The store cannot be reached, so nothing was changed. A halt works all the same.';
    return { ...answer(503, detail), headers: retrySoon };
  }
  if (error instanceof ApiBusyError) return { ...answer(503, sentence(error.message)), headers: retrySoon };
  if (error instanceof QueueFullError) return { ...answer(503, sentence(error.message)), headers: retrySoon };
  if (error instanceof ComparatorError) {
    return {
      ...answer(error.status, sentence(error.message)),
      headers: error.status === 503 ? retrySoon : {},
    };
  }
  return answerToFramework(error);
}

function answerToRefusal(refusal: Refusal): ProblemAnswer {
  switch (refusal.kind) {
    case 'not-found':
      return answer(404, `There is no migration ${refusal.name}. GET /v1/migrations lists those there are.`);
    case 'no-rule':
      return answer(
        404,
        `Migration ${refusal.name} has no rule ${refusal.rule.slice(0, 64)}. GET /v1/migrations/${refusal.name}/rules lists those it has.`,
      );
    case 'stale':
      return answer(
        412,
        refusal.revision === undefined
          ? `Migration ${refusal.name} does not exist, so it has no revision to match.`
          : `Migration ${refusal.name} is at revision ${refusal.revision}. Read it again and repeat the change on that.`,
      );
    case 'taken':
      return answer(409, 'The migration cannot be there beside the others.', refusal.problems);
    case 'invalid':
      return answer(422, 'The migration was refused as a whole; nothing was changed.', refusal.problems);
  }
}

/** What express and its body parser throw: an Error with `status`, and `type` for the body's faults. */
function answerToFramework(error: unknown): ProblemAnswer {
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413) return answer(413, `The body is over the ${maxFileBytes} bytes allowed.`);
  if (status === 415)
    return answer(
      415,
      'The body has an encoding or a character set that is not read here: send UTF-8 as it is.',
    );
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return answer(
      status,
      typeof type === 'string' ? `The request cannot be read: ${type}.` : 'The request cannot be read.',
    );
  }
  return answer(500, 'The control plane failed; its log says why, under the correlation id of this answer.');
}

function answer(status: number, detail: string, errors: readonly Problem[] = []): ProblemAnswer {
  const title = STATUS_CODES[status] ?? 'Error';
  return { problem: { type: 'about:blank', title, status, detail, ...(errors.length > 0 && { errors }) } };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function handleErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const answer = answerTo(error);
    if (answer.problem.status === 500) {
      log.error('A request failed', {
        error,
        correlationId: contextOf(response).correlationId,
        path: request.path,
      });
    }
    sendProblem(response, answer);
  };
}
