import { render } from '/vendor/preact.js';
import { html } from './html.js';
import { createApp } from './state/app.js';
import { routeOf } from './state/route.js';
import { Page, titleOf } from './view/page.js';

const root = /** @type {HTMLElement} */ (document.getElementById('app'));

const app = createApp({
  now: Date.now,
  route: routeOf(location.hash),
  draw(state) {
    document.title = titleOf(state);
    render(html`<${Page} state=${state} actions=${app.actions} />`, root);
  },
});
app.show();

// Ages count up also while no answer comes.
setInterval(() => app.show(), 1_000);

window.addEventListener('hashchange', () => {
  app.go(routeOf(location.hash));
  // Where the keyboard and a screen reader go on after a page was changed under them.
  document.querySelector('h1')?.focus();
});
