import { problemOf } from '../api/request-failed.js';

/**
 * The last answer to one question, kept while later attempts fail: what is shown then is old, and says so.
 * @template Value
 * @typedef {{ value?: Value, readAt?: number, problem?: import('../api/shapes.d.ts').Problem }} Reading
 */

/**
 * Reads once; a failure keeps the value of `before`. Throws the abort reason once `signal` is aborted.
 * @template Value
 * @param {Reading<Value> | undefined} before
 * @param {(signal: AbortSignal) => Promise<Value>} read
 * @param {{ signal: AbortSignal, now: () => number }} context `now` in milliseconds since the epoch
 * @returns {Promise<Reading<Value>>}
 */
export async function readAgain(before, read, { signal, now }) {
  try {
    return { value: await read(signal), readAt: now() };
  } catch (error) {
    signal.throwIfAborted();
    return { ...before, problem: problemOf(error) };
  }
}
