import { problemOf } from '../api/request-failed.js';

/**
 * Sends what a person asked for, and keeps what came of it where the page can show it.
 * @param {object} app
 * @param {import('./app.js').State} app.state
 * @param {(change?: Partial<import('./app.js').State>) => void} app.show
 * @param {() => Promise<void>} app.readNow
 * @param {() => number} app.now milliseconds since the epoch
 */
export function createCommands({ state, show, readNow, now }) {
  /**
   * @param {import('./app.js').Command} command
   * @param {string} migration
   */
  function forgetFailure(command, migration) {
    state.failures = state.failures.filter((it) => it.command !== command || it.migration !== migration);
  }

  /**
   * @param {import('./app.js').Command} command
   * @param {string} migration
   * @param {() => Promise<unknown>} send
   * @returns {Promise<boolean>} whether it was done
   */
  async function ask(command, migration, send) {
    const mark = pendingMark(command, migration);
    state.pending.add(mark);
    show();
    try {
      await send();
      forgetFailure(command, migration);
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

  return {
    forgetFailure,
    ask,

    /**
     * For what changes something: done once its effect is read back.
     * @param {import('./app.js').Command} command
     * @param {string} migration
     * @param {() => Promise<unknown>} send
     */
    carryOut: (command, migration, send) =>
      ask(command, migration, async () => {
        await send();
        forgetFailure(command, migration);
        await readNow();
      }),

    /**
     * @param {import('./app.js').Command} command
     * @param {string} migration
     */
    isPending: (command, migration) => state.pending.has(pendingMark(command, migration)),
  };
}

/** @typedef {ReturnType<typeof createCommands>} Commands */

/**
 * @param {import('./app.js').Command} command
 * @param {string} migration
 */
export const pendingMark = (command, migration) => `${command} ${migration}`;
