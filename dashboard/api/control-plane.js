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
 * Where all exemplars of a finding are; the report has the first only.
 * @param {string} name
 * @param {string} id
 */
export const findingAddress = (name, id) => `${pathOf(name)}/findings/${encodeURIComponent(id)}`;

/** @param {string} name */
export const reportAddress = (name) => `${pathOf(name)}/report`;
