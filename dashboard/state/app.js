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
 * @typedef {'percent' | 'halt' | 'resume'} Command
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
 * @property {Map<string, string>} drafts percent typed but not applied, by migration
 * @property {Set<string>} pending commands under way, as `command migration`
 * @property {Failure[]} failures of commands; each stays until dismissed or until the same command succeeds
 * @property {string} filter over findings
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
    drafts: new Map(),
    pending: new Set(),
    failures: [],
    filter: '',
    announcement: '',
  };

  /** @param {Partial<State>} change */
  function show(change = {}) {
    Object.assign(state, change, { now: now() });
    draw(state);
  }

  /** @param {AbortSignal} signal */
  async function readAll(signal) {
    try {
      if (state.route.kind === 'list') await readList(signal);
      if (state.route.kind === 'migration') await readMigration(state.route.name, signal);
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
    for (const known of [state.statuses, state.reports]) {
      for (const name of known.keys()) if (!listed.has(name)) known.delete(name);
    }
    await Promise.all(names.value.map((name) => readMigration(name, signal)));
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal
   */
  async function readMigration(name, signal) {
    const before = { status: state.statuses.get(name), report: state.reports.get(name) };
    await Promise.all([
      readAgain(before.status, () => controlPlane.readStatus(name, signal), { signal, now }).then(
        (status) => {
          state.statuses.set(name, status);
          announce({ status: before.status?.value }, { status: status.value });
        },
      ),
      readAgain(before.report, () => controlPlane.readReport(name, signal), { signal, now }).then(
        (report) => {
          state.reports.set(name, report);
          announce({ report: before.report?.value }, { report: report.value });
        },
      ),
    ]);
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
      show({ route: to, filter: '', announcement: '' });
      void polling.again();
    },
    actions: createActions({ state, show, readNow: polling.again, now }),
  };
}
