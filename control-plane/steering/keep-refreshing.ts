export interface KeepRefreshingOptions {
  /** Resolves to whether it worked. */
  readonly refresh: () => Promise<boolean>;
  readonly everyMs: number;
  /** The longest wait after failures, milliseconds; each doubles the wait before it. */
  readonly maxBackOffMs: number;
}

/** Refreshes again and again, backing off with jitter while it fails. The returned function ends it, after the refresh under way. */
export function keepRefreshing({
  refresh,
  everyMs,
  maxBackOffMs,
}: KeepRefreshingOptions): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  let stopped = false;
  const stopping = () => stopped;

  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!stopping()) {
      failures = (await refresh()) ? 0 : failures + 1;
      if (stopping()) return;
      const backOffMs = Math.min(everyMs * 2 ** failures, maxBackOffMs) * (0.75 + Math.random() / 2);
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, failures === 0 ? everyMs : backOffMs);
      });
    }
  };
  const running = loop();

  return async () => {
    stopped = true;
    clearTimeout(timer);
    wake?.();
    await running;
  };
}
