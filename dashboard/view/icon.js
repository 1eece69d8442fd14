import { html } from '../html.js';

/** Each sign has a form of its own, so that no meaning hangs on colour. */
const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.4',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.4v.4',
  circle: 'M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10',
  dash: 'M4 8h8',
  differ: 'M3.5 6h9M3.5 10h9M10.5 3l-5 10',
  stop: 'M4.5 4.5h7v7h-7z',
  play: 'M5.5 3.8l6.5 4.2-6.5 4.2z',
  back: 'M9.5 3.5L5 8l4.5 4.5',
};

/** @param {{ name: keyof typeof paths }} props */
export const Icon = ({ name }) => html`
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path
      d=${paths[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
`;
