import { noAnswer, refusal } from './request-failed.js';

const timeoutMs = 5_000;

/**
 * One request to the API. Throws RequestFailed, or the abort reason once `signal` is aborted.
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, signal?: AbortSignal }} [options]
 * @returns {Promise<any>} the JSON answered; undefined when the answer has no body
 */
export async function request(method, path, { body, signal } = {}) {
  const limit = window.AbortSignal.timeout(timeoutMs);
  let response, text;
  try {
    response = await fetch(path, {
      method,
      // The browser revalidates by ETag, so an unchanged answer costs a 304.
      cache: 'no-cache',
      signal: signal === undefined ? limit : window.AbortSignal.any([signal, limit]),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    throw noAnswer(`${method} ${path}`, cause);
  }
  if (!response.ok) throw refusal(response.status, text);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noAnswer(`${method} ${path} was not answered in JSON`, cause);
  }
}
