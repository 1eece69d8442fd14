/**
 * Reads again and again, `everyMs` after the last read ended, so reads never overlap.
 * `again` drops the read under way, which may have been answered before a change, and reads at once.
 * @param {(signal: AbortSignal) => Promise<void>} read settles when done or aborted; must not reject
 * @param {number} everyMs
 */
export function startPolling(read, everyMs) {
  let round = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function end() {
    clearTimeout(timer);
    round.abort();
  }

  async function again() {
    end();
    round = new AbortController();
    const { signal } = round;
    await read(signal);
    if (!signal.aborted) timer = setTimeout(() => void again(), everyMs);
  }

  void again();
  return { again, end };
}
