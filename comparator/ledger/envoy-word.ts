/** Envoys report every second: one that is silent for this long is gone, or cut off. */
const aliveMs = 3_000;

/** What one run of an Envoy says of itself, as far as it explains losses. */
export class EnvoyWord {
  #heardMs: number;
  #dropped: number;
  /** Entries that explain a loss already, or were dropped before anybody listened. */
  #spent: number;

  constructor(dropped: number, nowMs: number) {
    this.#dropped = dropped;
    this.#spent = dropped;
    this.#heardMs = nowMs;
  }

  /** `dropped` is the total of the access log entries there was no room for. */
  hear(dropped: number, nowMs: number): void {
    this.#dropped = Math.max(this.#dropped, dropped);
    this.#heardMs = nowMs;
  }

  isAlive(nowMs: number): boolean {
    return nowMs - this.#heardMs < aliveMs;
  }

  /** How many of `count` lost requests the entries account for that Envoy dropped and that explain no other yet. */
  explain(count: number, entriesPerRequest: number): number {
    const explained = Math.min(count, Math.floor((this.#dropped - this.#spent) / entriesPerRequest));
    this.#spent += explained * entriesPerRequest;
    return explained;
  }
}
