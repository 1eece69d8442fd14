import * as controlPlane from '../api/control-plane.js';
import { problemOf } from '../api/request-failed.js';

/**
 * What a person can do.
 * @param {object} app
 * @param {import('./app.js').State} app.state
 * @param {(change?: Partial<import('./app.js').State>) => void} app.show
 * @param {() => Promise<void>} app.readNow
 * @param {() => number} app.now milliseconds since the epoch
 */
export function createActions({ state, show, readNow, now }) {
  /**
   * @param {import('./app.js').Command} command
   * @param {string} migration
   * @param {() => Promise<unknown>} send
   * @returns {Promise<boolean>} whether it was done, and its effect read back
   */
  async function carryOut(command, migration, send) {
    const mark = pendingMark(command, migration);
    state.pending.add(mark);
    show();
    try {
      await send();
      forgetFailure(command, migration);
      await readNow();
      return true;
    } catch (error) {
      forgetFailure(command, migration);
      state.failures.push({ command, migration, problem: problemOf(error), at: now() });
      return false;
    } finally {
      state.pending.delete(mark);
      show();
    }
  }

  /**
   * @param {import('./app.js').Command} command
   * @param {string} migration
   */
  function forgetFailure(command, migration) {
    state.failures = state.failures.filter((it) => it.command !== command || it.migration !== migration);
  }

  return {
    /**
     * @param {string} name
     * @param {string} typed
     */
    draft(name, typed) {
      state.drafts.set(name, typed);
      show();
    },

    /** @param {string} name */
    discardDraft(name) {
      state.drafts.delete(name);
      forgetFailure('percent', name);
      show();
    },

    /** @param {string} name */
    async applyPercent(name) {
      const typed = state.drafts.get(name);
      if (typed === undefined || state.pending.has(pendingMark('percent', name))) return;
      const done = await carryOut('percent', name, () => controlPlane.setPercent(name, typed));
      // What was typed while this was under way is the next draft.
      if (done && state.drafts.get(name) === typed) state.drafts.delete(name);
      show();
    },

    /**
     * Never held up by another command under way: halting twice does no harm, halting late does.
     * @param {string} name
     */
    halt: (name) => void carryOut('halt', name, () => controlPlane.halt(name)),

    /** @param {string} name */
    resume: (name) => void carryOut('resume', name, () => controlPlane.resume(name)),

    /** @param {import('./app.js').Failure} failure */
    dismiss: (failure) => show({ failures: state.failures.filter((it) => it !== failure) }),

    /** @param {string} filter */
    filter: (filter) => show({ filter }),

    readNow: () => void readNow(),
  };
}

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {import('./app.js').Command} command
 * @param {string} migration
 */
export const pendingMark = (command, migration) => `${command} ${migration}`;
