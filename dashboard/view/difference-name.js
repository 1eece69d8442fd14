import { html } from '../html.js';

/** @param {{ of: { endpoint: string, path: string, class: string } }} props */
export const DifferenceName = ({ of: { endpoint, path, class: kind } }) => html`
  <code>${path}</code> <span class="tag">${kind}</span>
  <code class="of-endpoint">${endpoint}</code>
`;
