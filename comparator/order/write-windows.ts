import { WriteWindow, type WriteWindowLimits } from './write-window.ts';

/** The recent writes of each migration; one without any takes no room. */
export class WriteWindows {
  readonly #limits: WriteWindowLimits;
  readonly #byMigration = new Map<string, WriteWindow>();

  constructor(limits: WriteWindowLimits) {
    this.#limits = limits;
  }

  get size(): number {
    let size = 0;
    for (const window of this.#byMigration.values()) size += window.size;
    return size;
  }

  of(migration: string): WriteWindow {
    let window = this.#byMigration.get(migration);
    if (window === undefined) this.#byMigration.set(migration, (window = new WriteWindow(this.#limits)));
    return window;
  }

  forget(nowMs: number): void {
    for (const window of this.#byMigration.values()) window.forget(nowMs);
  }
}
