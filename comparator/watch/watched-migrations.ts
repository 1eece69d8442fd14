import type { WatchedMigration } from './watched-migration.ts';

/** The migrations as the control plane last told them. */
export class WatchedMigrations {
  #byName: ReadonlyMap<string, WatchedMigration> = new Map();

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  find(name: string): WatchedMigration | undefined {
    return this.#byName.get(name);
  }

  replace(migrations: readonly WatchedMigration[]): void {
    this.#byName = new Map(migrations.map((migration) => [migration.name, migration]));
  }
}
