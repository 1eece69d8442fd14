import { html } from '../html.js';

/**
 * A sentence with what stands between backquotes set as code.
 * @param {{ text: string }} props
 */
export const CodeText = ({ text }) =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
