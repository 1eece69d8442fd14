import * as controlPlane from '../api/control-plane.js';
import { createCommands } from './command.js';
import { createRuleActions } from './rule-actions.js';

/**
 * What a person can do.
 * @param {object} app
 * @param {import('./app.js').State} app.state
 * @param {(change?: Partial<import('./app.js').State>) => void} app.show
 * @param {() => Promise<void>} app.readNow
 * @param {() => number} app.now milliseconds since the epoch
 */
export function createActions({ state, show, readNow, now }) {
  const commands = createCommands({ state, show, readNow, now });
  const { carryOut, forgetFailure, isPending } = commands;

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
      if (typed === undefined || isPending('percent', name)) return;
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

    ...createRuleActions({ state, show, now, commands }),

    /** @param {import('./app.js').Failure} failure */
    dismiss: (failure) => show({ failures: state.failures.filter((it) => it !== failure) }),

    /** @param {string} filter */
    filter: (filter) => show({ filter }),

    /**
     * @param {string} list
     * @param {number} rows
     */
    showRows(list, rows) {
      state.shownRows.set(list, rows);
      show();
    },

    readNow: () => void readNow(),
  };
}

/** @typedef {ReturnType<typeof createActions>} Actions */
