/** The API refused, or did not answer; `problem` is for people to read. */
export class RequestFailed extends Error {
  /** @param {import('./shapes.d.ts').Problem} problem */
  constructor(problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.problem = problem;
  }
}

/**
 * Every failure can be shown: an answer this page cannot make sense of is reported like one that never came.
 * @param {unknown} error
 * @returns {import('./shapes.d.ts').Problem}
 */
export function problemOf(error) {
  if (error instanceof RequestFailed) return error.problem;
  return { title: 'This page could not read the answer', detail: String(error), errors: [] };
}

/**
 * An answer that is not a success. Proxies in between answer in HTML or not at all, so nothing is taken for granted.
 * @param {number} status
 * @param {string} body
 */
export function refusal(status, body) {
  const given = parsedObject(body);
  return new RequestFailed({
    status,
    title: typeof given['title'] === 'string' ? given['title'] : `The control plane answered ${status}`,
    detail: typeof given['detail'] === 'string' ? given['detail'] : body.slice(0, 300),
    errors: Array.isArray(given['errors']) ? given['errors'] : [],
  });
}

/**
 * @param {string} what the request, as `GET /path`
 * @param {unknown} cause
 */
export function noAnswer(what, cause) {
  const late = cause instanceof Error && cause.name === 'TimeoutError';
  return new RequestFailed({
    title: late ? 'The control plane did not answer in time' : 'The control plane cannot be reached',
    detail: `${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
    errors: [],
  });
}

/**
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function parsedObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
