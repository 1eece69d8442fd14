import { countText } from './number.js';

/** @typedef {import('../api/shapes.d.ts').Shape} Shape */

/** @type {Readonly<Record<string, (shape: Shape) => string>>} */
const texts = {
  absent: () => 'absent',
  null: () => 'null',
  boolean: () => 'true or false',
  number: ({ length, scale }) =>
    sized('number', length, 'digit') + (scale ? `, ${scale} after the point` : ''),
  string: ({ length }) => (length === 0 ? 'empty text' : sized('text', length, 'character')),
  array: ({ length }) => (length === 0 ? 'empty list' : sized('list', length, 'item')),
  object: ({ length }) => (length === 0 ? 'empty object' : sized('object', length, 'member')),
  binary: ({ length }) => sized('binary', length, 'byte'),
  status: ({ literal }) => `status ${literal ?? 'not known'}`,
  error: ({ literal }) => `no answer (${literal ?? 'cause not known'})`,
};

/**
 * @param {string} what
 * @param {number | undefined} length
 * @param {string} unit
 */
const sized = (what, length, unit) => (length === undefined ? what : `${what} of ${countText(length, unit)}`);

/**
 * Both sides of a difference in words. What they have in common is said once, of the shadow:
 * `text of 48 characters`, `text of 20 characters, first 20 the same`.
 * @param {Shape} primary
 * @param {Shape} shadow
 */
export function sideTexts(primary, shadow) {
  return {
    primary: shapeText(primary),
    shadow: [shapeText(shadow), ...editTexts(shadow.edit ?? primary.edit)].join(', '),
  };
}

/** @param {Shape} shape */
const shapeText = (shape) => texts[shape.type]?.(shape) ?? shape.type;

/** @param {Shape['edit']} edit */
function editTexts(edit) {
  if (edit === undefined) return [];
  const { commonPrefix, commonSuffix } = edit;
  if (commonPrefix === 0 && commonSuffix === 0) return ['nothing in common'];
  return [
    ...(commonPrefix > 0 ? [`first ${commonPrefix} the same`] : []),
    ...(commonSuffix > 0 ? [`last ${commonSuffix} the same`] : []),
  ];
}

/**
 * Where two texts part, in characters, for drawing both to one scale; undefined where a length is not known.
 * @param {Shape} primary
 * @param {Shape} shadow
 */
export function textStrips(primary, shadow) {
  const edit = shadow.edit ?? primary.edit;
  if (edit === undefined || primary.type !== 'string' || shadow.type !== 'string') return undefined;
  if (primary.length === undefined || shadow.length === undefined) return undefined;
  const longest = Math.max(primary.length, shadow.length);
  return {
    primary: stripOf(primary.length, edit, longest),
    shadow: stripOf(shadow.length, edit, longest),
  };
}

/**
 * @param {number} length
 * @param {{ commonPrefix: number, commonSuffix: number }} edit
 * @param {number} longest
 */
function stripOf(length, { commonPrefix, commonSuffix }, longest) {
  return {
    same: commonPrefix,
    changed: Math.max(0, length - commonPrefix - commonSuffix),
    sameEnd: commonSuffix,
    missing: longest - length,
  };
}
