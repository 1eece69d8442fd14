import * as controlPlane from '../api/control-plane.js';
import { previewText } from '../text/rule.js';

/**
 * @typedef {import('../api/rule-shapes.d.ts').RuleDraft} RuleDraft
 * @typedef {import('../api/rule-shapes.d.ts').RulePreview} RulePreview
 */

/**
 * A rule being written, and what it would do. A preview is of one draft only: changing the draft drops it.
 * @typedef {{ openedAt: number, draft: RuleDraft, preview?: RulePreview }} RuleForm
 */

const dayMs = 86_400_000;

/** Long enough to outlive a rollout, short enough that somebody looks again. */
const usualDays = 90;

/**
 * @param {number} now milliseconds since the epoch
 * @returns {RuleDraft}
 */
const emptyDraft = (now) => ({
  endpoint: '',
  path: '',
  class: '',
  owner: '',
  reason: '',
  expires: new Date(now + usualDays * dayMs).toISOString().slice(0, 10),
  force: false,
});

/**
 * What decides about what it hides; who owns it and why does not.
 * @param {RuleDraft} draft
 */
const targetOf = ({ endpoint, path, class: kind, expires }) =>
  JSON.stringify([endpoint, path, kind, expires]);

/**
 * @param {object} app
 * @param {import('./app.js').State} app.state
 * @param {(change?: Partial<import('./app.js').State>) => void} app.show
 * @param {() => number} app.now
 * @param {import('./command.js').Commands} app.commands
 */
export function createRuleActions({ state, show, now, commands }) {
  const { ask, carryOut, forgetFailure, isPending } = commands;

  /** @param {string} name */
  function forgetRefusals(name) {
    forgetFailure('preview-rule', name);
    forgetFailure('add-rule', name);
  }

  return {
    /**
     * Opens the form, filled in with what is given; what was typed of another rule is dropped.
     * @param {string} name
     * @param {Partial<RuleDraft>} [given]
     */
    openRuleForm(name, given = {}) {
      forgetRefusals(name);
      state.ruleForms.set(name, { openedAt: now(), draft: { ...emptyDraft(now()), ...given } });
      show();
    },

    /** @param {string} name */
    closeRuleForm(name) {
      forgetRefusals(name);
      state.ruleForms.delete(name);
      show();
    },

    /**
     * @param {string} name
     * @param {Partial<RuleDraft>} change
     */
    draftRule(name, change) {
      const form = state.ruleForms.get(name);
      if (form === undefined) return;
      const draft = { ...form.draft, ...change };
      const isSame = targetOf(draft) === targetOf(form.draft);
      // What was accepted of one rule is not accepted of another.
      state.ruleForms.set(
        name,
        isSame ? { ...form, draft } : { openedAt: form.openedAt, draft: { ...draft, force: false } },
      );
      show();
    },

    /** @param {string} name */
    async previewRule(name) {
      const form = state.ruleForms.get(name);
      if (form === undefined || isPending('preview-rule', name)) return;
      forgetRefusals(name);
      await ask('preview-rule', name, async () => {
        const preview = await controlPlane.previewRule(name, form.draft);
        const current = state.ruleForms.get(name);
        // Typed on meanwhile: this preview is of another rule.
        if (current === undefined || targetOf(current.draft) !== targetOf(form.draft)) return;
        state.ruleForms.set(name, { ...current, preview });
        show({ announcement: previewText(preview) });
      });
    },

    /** @param {string} name */
    async addRule(name) {
      const form = state.ruleForms.get(name);
      if (form?.preview === undefined || isPending('add-rule', name)) return;
      if (form.preview.refused && !form.draft.force) return;
      const done = await carryOut('add-rule', name, () => controlPlane.addRule(name, form.draft));
      if (!done) return;
      if (state.ruleForms.get(name) === form) state.ruleForms.delete(name);
      show({ announcement: 'The rule was added.' });
    },

    /**
     * @param {string} name
     * @param {string | undefined} id undefined takes the question back
     */
    askToRemoveRule(name, id) {
      forgetFailure('remove-rule', name);
      if (id === undefined) state.ruleToRemove.delete(name);
      else state.ruleToRemove.set(name, id);
      show();
    },

    /**
     * @param {string} name
     * @param {string} id
     * @returns {Promise<boolean>} whether it is gone
     */
    async removeRule(name, id) {
      if (isPending('remove-rule', name)) return false;
      const done = await carryOut('remove-rule', name, () => controlPlane.removeRule(name, id));
      if (!done) return false;
      if (state.ruleToRemove.get(name) === id) state.ruleToRemove.delete(name);
      show({ announcement: 'The rule was removed.' });
      return true;
    },
  };
}
