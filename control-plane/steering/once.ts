/** Does `work` until it has succeeded once, and never again. */
export function once(work: () => Promise<void> | void): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    await work();
    done = true;
  };
}
