import { h } from '/vendor/preact.js';
import htm from '/vendor/htm.js';

/** Templates to virtual nodes. Every value put into one becomes text or a property, never markup. */
export const html = htm.bind(h);
