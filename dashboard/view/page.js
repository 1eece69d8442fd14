import { html } from '../html.js';
import { durationText, timeText } from '../text/time.js';
import { Icon } from './icon.js';
import { MigrationList } from './migration-list.js';
import { MigrationPage } from './migration-page.js';

/** @param {import('../state/app.js').State} state */
export function titleOf({ route }) {
  return route.kind === 'migration' ? `${route.name} · Umbra` : 'Umbra';
}

/** @param {{ state: import('../state/app.js').State, actions: import('../state/actions.js').Actions }} props */
export function Page({ state, actions }) {
  const reading = leadingReading(state);
  const isAway = reading?.problem !== undefined && reading.problem.status !== 404;
  return html`
    <header class="masthead">
      <a class="wordmark" href="#/"><img src="/favicon.svg" alt="" width="20" height="20" />Umbra</a>
      <${Freshness} reading=${reading} isAway=${isAway} now=${state.now} />
    </header>
    <main class=${isAway ? 'is-stale' : ''}>
      ${isAway && html`<${AwayNotice} reading=${reading} now=${state.now} onRetry=${actions.readNow} />`}
      ${bodyOf(state, actions)}
    </main>
    <footer>
      <a href="/openapi.json">API description</a>
      <span>A verdict speaks of the traffic it names. What could not be compared is counted.</span>
    </footer>
    <p class="visually-hidden" role="status">${state.announcement}</p>
  `;
}

/**
 * The reading the page stands on: while it fails, all of the page is old.
 * @param {import('../state/app.js').State} state
 */
function leadingReading({ route, names, statuses }) {
  if (route.kind === 'list') return names;
  return route.kind === 'migration' ? statuses.get(route.name) : undefined;
}

/**
 * @param {import('../state/app.js').State} state
 * @param {import('../state/actions.js').Actions} actions
 */
function bodyOf(state, actions) {
  switch (state.route.kind) {
    case 'list':
      return html`<${MigrationList} state=${state} actions=${actions} />`;
    case 'migration':
      return html`<${MigrationPage}
        key=${state.route.name}
        name=${state.route.name}
        state=${state}
        actions=${actions}
      />`;
    default:
      return html`
        <h1 tabindex="-1">There is no such page</h1>
        <p><code>${state.route.hash}</code> names nothing. <a href="#/">All migrations</a></p>
      `;
  }
}

/** @param {{ reading: import('../state/reading.js').Reading<unknown> | undefined, isAway: boolean, now: number }} props */
function Freshness({ reading, isAway, now }) {
  if (reading?.readAt === undefined) {
    return html`<p class="freshness">
      <${Icon} name=${isAway ? 'warning' : 'clock'} />${isAway ? 'No answer' : 'Reading …'}
    </p>`;
  }
  return html`<p class="freshness ${isAway ? 'bad' : ''}">
    <${Icon} name=${isAway ? 'warning' : 'check'} />
    <span>${isAway ? 'Old: last updated' : 'Last updated'} ${timeText(reading.readAt, now)}</span>
  </p>`;
}

/** @param {{ reading: import('../state/reading.js').Reading<unknown>, now: number, onRetry: () => void }} props */
function AwayNotice({ reading, now, onRetry }) {
  const { problem, readAt } = reading;
  return html`<div class="notice warn away">
    <${Icon} name="warning" />
    <div class="notice-body">
      <p class="notice-title" role="alert">${problem?.title ?? ''}</p>
      <p>
        ${
          readAt === undefined
            ? 'Nothing has been read yet. Trying again every second.'
            : `What you see is ${durationText(now - readAt)} old, from ${timeText(readAt, now)}. What runs may have changed since. Trying again every second.`
        }
      </p>
      <p class="detail">${problem?.detail ?? ''}</p>
    </div>
    <button type="button" class="quiet" onClick=${onRetry}>Try now</button>
  </div>`;
}
