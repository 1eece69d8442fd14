import { html } from '../html.js';
import { countText } from '../text/number.js';

/** How many more one press shows. */
const step = 50;

/**
 * The first items of a list, and the rest on request.
 * @template Item
 * @param {readonly Item[]} items
 * @param {string} id
 * @param {number} atFirst
 * @param {import('../state/app.js').State} state
 */
function firstOf(items, id, atFirst, state) {
  const rows = state.shownRows.get(id) ?? atFirst;
  return { shown: items.slice(0, rows), rows, hidden: Math.max(0, items.length - rows) };
}

/**
 * @param {{
 *   id: string,
 *   rows: number,
 *   hidden: number,
 *   noun: string,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
const MoreButton = ({ id, rows, hidden, noun, actions }) =>
  hidden > 0 &&
  html`<button type="button" class="quiet more" onClick=${() => actions.showRows(id, rows + step)}>
    Show ${hidden > step ? `${step} of ` : ''}${countText(hidden, `more ${noun}`)}
  </button>`;

/**
 * @template Item
 * @param {{
 *   id: string,
 *   className: string,
 *   items: readonly Item[],
 *   atFirst: number,
 *   noun: string,
 *   item: (item: Item) => unknown,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function LongList({ id, className, items, atFirst, noun, item, state, actions }) {
  const { shown, rows, hidden } = firstOf(items, id, atFirst, state);
  if (items.length === 0) return undefined;
  return html`<div>
    <ul class=${className}>
      ${shown.map(item)}
    </ul>
    <${MoreButton} id=${id} rows=${rows} hidden=${hidden} noun=${noun} actions=${actions} />
  </div>`;
}

/**
 * A table whose cells name their columns where it is too narrow for columns.
 * @template Item
 * @param {{
 *   id: string,
 *   columns: readonly { name: string, number?: boolean, cell: (item: Item) => unknown }[],
 *   items: readonly Item[],
 *   noun: string,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function LongTable({ id, columns, items, noun, state, actions }) {
  const { shown, rows, hidden } = firstOf(items, id, 12, state);
  return html`<div>
    <table class="stacking">
      <thead>
        <tr>
          ${columns.map(({ name, number }) => html`<th scope="col" key=${name} class=${number ? 'number' : ''}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (item) =>
            html`<tr>
              ${columns.map(({ name, number, cell }, index) =>
                index === 0
                  ? html`<th scope="row" key=${name}>${cell(item)}</th>`
                  : html`<td key=${name} data-label=${name} class=${number ? 'number' : ''}>
                      ${cell(item)}
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    <${MoreButton} id=${id} rows=${rows} hidden=${hidden} noun=${noun} actions=${actions} />
  </div>`;
}
