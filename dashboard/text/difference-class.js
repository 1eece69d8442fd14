/** @type {Readonly<Record<string, string>>} */
const texts = {
  status: 'The shadow answers with another status.',
  'missing-field': 'The primary has this field, the shadow does not.',
  'extra-field': 'The shadow has this field, the primary does not.',
  type: 'The value has another type on the shadow.',
  truncation: 'The shadow’s value is the primary’s cut short, rounded or less exact.',
  value: 'The value is another one on the shadow.',
  null: 'Null on one side only.',
  order: 'The same items in another order.',
  length: 'Lists of different length.',
  header: 'A compared response header differs.',
  'content-type': 'The bodies are of different content types.',
  generated: 'Ids or clocks that each side makes for itself, and they do not fit one another.',
};

/**
 * What a class of difference means, in one sentence; empty for a class this page does not know.
 * @param {string} name
 */
export const classText = (name) => texts[name] ?? '';

/** Every class this page knows, in the order shown. */
export const knownClasses = Object.keys(texts);
