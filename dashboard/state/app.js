import * as controlPlane from '../api/control-plane.js';
import { createActions } from './actions.js';
import { announcementOf } from './announcement.js';
import { startPolling } from './polling.js';
import { readAgain } from './reading.js';

const pollEveryMs = 1_000;

/**
 * @typedef {import('../api/shapes.d.ts').Status} Status
 * @typedef {import('../api/shapes.d.ts').Report} Report
 * @typedef {import('../api/shapes.d.ts').Problem} Problem
 * @typedef {import('../api/verdict-shapes.d.ts').Verdict} Verdict
 * @typedef {import('../api/rule-shapes.d.ts').UsedRule} UsedRule
 * @typedef {'percent' | 'halt' | 'resume' | 'preview-rule' | 'add-rule' | 'remove-rule'} Command
 * @typedef {{ command: Command, migration: string, problem: Problem, at: number }} Failure
 */

/**
 * Everything the page shows. Views are functions of it.
 * @typedef {object} State
 * @property {import('./route.js').Route} route
 * @property {number} now milliseconds since the epoch
 * @property {import('./reading.js').Reading<string[]>} names
 * @property {Map<string, import('./reading.js').Reading<Status>>} statuses by migration
 * @property {Map<string, import('./reading.js').Reading<Report>>} reports by migration
 * @property {Map<string, import('./reading.js').Reading<Verdict>>} verdicts by migration
 * @property {Map<string, import('./reading.js').Reading<UsedRule[]>>} rules by migration
 * @property {Map<string, string>} drafts percent typed but not applied, by migration
 * @property {Map<string, import('./rule-actions.js').RuleForm>} ruleForms being written, by migration
 * @property {Map<string, string>} ruleToRemove asked about and not answered, by migration
 * @property {Set<string>} pending commands under way, as `command migration`
 * @property {Failure[]} failures of commands; each stays until dismissed or until the same command succeeds
 * @property {string} filter over findings
 * @property {Map<string, number>} shownRows of long lists, where it is more than at first
 * @property {string} announcement for screen readers
 */

/**
 * @param {object} edges
 * @param {() => number} edges.now
 * @param {(state: State) => void} edges.draw
 * @param {import('./route.js').Route} edges.route
 */
export function createApp({ now, draw, route }) {
  /** @type {State} */
  const state = {
    route,
    now: now(),
    names: {},
    statuses: new Map(),
    reports: new Map(),
    verdicts: new Map(),
    rules: new Map(),
    drafts: new Map(),
    ruleForms: new Map(),
    ruleToRemove: new Map(),
    pending: new Set(),
    failures: [],
    filter: '',
    shownRows: new Map(),
    announcement: '',
  };

  /** @param {Partial<State>} change */
  function show(change = {}) {
    Object.assign(state, change, { now: now() });
    draw(state);
  }

  /** @param {AbortSignal} signal */
  async function readAll(signal) {
    const { route: to } = state;
    try {
      if (to.kind === 'list') await readList(signal);
      if (to.kind === 'migration') {
        await Promise.all([
          readMigration(to.name, signal),
          readInto(state.rules, to.name, 'rules', controlPlane.readRules, signal),
        ]);
      }
    } catch (error) {
      // Superseded: the round that took over shows what is new.
      if (!signal.aborted) throw error;
    }
  }

  /** @param {AbortSignal} signal */
  async function readList(signal) {
    const names = await readAgain(state.names, controlPlane.readNames, { signal, now });
    show({ names });
    if (names.problem !== undefined || names.value === undefined) return;
    const listed = new Set(names.value);
    for (const known of [state.statuses, state.reports, state.verdicts]) {
      for (const name of known.keys()) if (!listed.has(name)) known.delete(name);
    }
    await Promise.all(names.value.map((name) => readMigration(name, signal)));
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal
   */
  async function readMigration(name, signal) {
    await Promise.all([
      readInto(state.statuses, name, 'status', controlPlane.readStatus, signal),
      readInto(state.reports, name, 'report', controlPlane.readReport, signal),
      readInto(state.verdicts, name, 'verdict', controlPlane.readVerdict, signal),
    ]);
  }

  /**
   * @template Value
   * @param {Map<string, import('./reading.js').Reading<Value>>} known
   * @param {string} name
   * @param {keyof import('./announcement.js').Seen | 'rules'} what
   * @param {(name: string, signal: AbortSignal) => Promise<Value>} read
   * @param {AbortSignal} signal
   */
  async function readInto(known, name, what, read, signal) {
    const before = known.get(name);
    const after = await readAgain(before, () => read(name, signal), { signal, now });
    known.set(name, after);
    announce({ [what]: before?.value }, { [what]: after.value });
  }

  /**
   * @param {import('./announcement.js').Seen} before
   * @param {import('./announcement.js').Seen} after
   */
  function announce(before, after) {
    const said = state.route.kind === 'migration' ? announcementOf(before, after) : undefined;
    show(said === undefined ? {} : { announcement: said });
  }

  const polling = startPolling(readAll, pollEveryMs);

  return {
    show,
    /** @param {import('./route.js').Route} to */
    go(to) {
      state.shownRows.clear();
      show({ route: to, filter: '', announcement: '' });
      void polling.again();
    },
    actions: createActions({ state, show, readNow: polling.again, now }),
  };
}
