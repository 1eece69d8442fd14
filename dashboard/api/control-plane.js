import { request } from './request.js';

/** @param {string} name */
const pathOf = (name) => `/v1/migrations/${encodeURIComponent(name)}`;

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
export async function readNames(signal) {
  const { migrations } = await request('GET', '/v1/migrations', { signal });
  return migrations.map((/** @type {{ name: string }} */ { name }) => name);
}

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<import('./shapes.d.ts').Status>}
 */
export const readStatus = (name, signal) => request('GET', `${pathOf(name)}/status`, { signal });

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<import('./shapes.d.ts').Report>}
 */
export const readReport = (name, signal) => request('GET', `${pathOf(name)}/report`, { signal });

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<import('./verdict-shapes.d.ts').Verdict>}
 */
export const readVerdict = (name, signal) => request('GET', `${pathOf(name)}/verdict`, { signal });

/**
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<import('./rule-shapes.d.ts').UsedRule[]>}
 */
export async function readRules(name, signal) {
  const { rules } = await request('GET', `${pathOf(name)}/rules`, { signal });
  return rules;
}

/**
 * Sends what was typed. What is no number goes as the text it is: the API alone knows what a percent may be, and its
 * refusal says what to write instead.
 * @param {string} name
 * @param {string} typed
 */
export function setPercent(name, typed) {
  const text = typed.trim();
  const percent = text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  return request('PATCH', `${pathOf(name)}/mirror`, { body: { percent } });
}

/** @param {string} name */
export const halt = (name) => request('POST', `${pathOf(name)}/halt`);

/** @param {string} name */
export const resume = (name) => request('POST', `${pathOf(name)}/resume`);

/**
 * What a rule would hide of what was found until now; nothing is changed.
 * @param {string} name
 * @param {import('./rule-shapes.d.ts').RuleDraft} draft
 * @returns {Promise<import('./rule-shapes.d.ts').RulePreview>}
 */
export async function previewRule(name, draft) {
  const { rules } = await request('POST', `${pathOf(name)}/rules/preview`, {
    // Whether it needs force is what is asked.
    body: { rules: [ruleOf({ ...draft, force: false })] },
  });
  return rules[0];
}

/**
 * @param {string} name
 * @param {import('./rule-shapes.d.ts').RuleDraft} draft
 */
export const addRule = (name, draft) => request('POST', `${pathOf(name)}/rules`, { body: ruleOf(draft) });

/**
 * @param {string} name
 * @param {string} id
 */
export const removeRule = (name, id) => request('DELETE', `${pathOf(name)}/rules/${encodeURIComponent(id)}`);

/**
 * The rule as the API takes it. What was left empty is left out, so that the API names what is missing.
 * @param {import('./rule-shapes.d.ts').RuleDraft} draft
 */
function ruleOf({ force, ...typed }) {
  const given = Object.entries(typed).map(([field, text]) => [field, text.trim()]);
  return {
    ...Object.fromEntries(given.filter(([, text]) => text !== '')),
    expect: 'ignore',
    ...(force ? { force } : {}),
  };
}

/**
 * Where all exemplars of a finding are; the report has the first only.
 * @param {string} name
 * @param {string} id
 */
export const findingAddress = (name, id) => `${pathOf(name)}/findings/${encodeURIComponent(id)}`;

/** @param {string} name */
export const reportAddress = (name) => `${pathOf(name)}/report`;

/**
 * All that the verdict is made of, to check it by hand or with `umbra verdict --file`.
 * @param {string} name
 */
export const evidenceAddress = (name) => `${pathOf(name)}/export`;
