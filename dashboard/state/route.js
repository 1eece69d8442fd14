/** @typedef {{ kind: 'list' } | { kind: 'migration', name: string } | { kind: 'nowhere', hash: string }} Route */

/**
 * The page named by the address's fragment.
 * @param {string} hash with its `#`, or empty
 * @returns {Route}
 */
export function routeOf(hash) {
  if (hash === '' || hash === '#' || hash === '#/' || hash === '#/migrations') return { kind: 'list' };
  const name = /^#\/migrations\/([^/]+)$/.exec(hash)?.[1];
  if (name === undefined) return { kind: 'nowhere', hash };
  try {
    return { kind: 'migration', name: decodeURIComponent(name) };
  } catch {
    return { kind: 'nowhere', hash };
  }
}

/** @param {string} name */
export const addressOf = (name) => `#/migrations/${encodeURIComponent(name)}`;
