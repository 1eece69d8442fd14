import type { StoredMigration } from '../migration/migration.ts';
import type { BuiltSnapshot } from '../snapshot/build-snapshot.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MirrorHistory } from '../status/mirror-history.ts';

export interface SnapshotPublisherOptions {
  readonly build: (migrations: readonly StoredMigration[]) => BuiltSnapshot;
  /** Hands a snapshot to the xDS server. */
  readonly send: (snapshot: Snapshot, options: { readonly allowEmpty: boolean }) => void;
  readonly history: MirrorHistory;
  /** Told of a failure once, until a snapshot could be published again. */
  readonly onFailure: (error: unknown) => void;
}

/** Turns migrations into what Envoys are told. A failure leaves the last good snapshot in place, halts excepted. */
export class SnapshotPublisher {
  readonly #options: SnapshotPublisherOptions;
  #published: { readonly migrations: readonly StoredMigration[]; readonly fingerprint: string } | undefined;
  #problem: string | undefined;

  constructor(options: SnapshotPublisherOptions) {
    this.#options = options;
  }

  /** Why the newest migrations are not what Envoys are told; undefined while they are. */
  get problem(): string | undefined {
    return this.#problem;
  }

  publish(migrations: readonly StoredMigration[]): void {
    const fingerprint = fingerprintOf(migrations);
    if (fingerprint === this.#published?.fingerprint) {
      this.#problem = undefined;
      return;
    }
    try {
      this.#send(migrations, fingerprint);
      this.#problem = undefined;
    } catch (error) {
      if (this.#problem === undefined) this.#options.onFailure(error);
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#publishHalts(migrations);
    }
  }

  #send(migrations: readonly StoredMigration[], fingerprint: string): void {
    const { snapshot, mirrorStates } = this.#options.build(migrations);
    this.#options.send(snapshot, { allowEmpty: migrations.length === 0 });
    this.#options.history.record(mirrorStates);
    this.#published = { migrations, fingerprint };
  }

  /** What could be rendered before can be rendered with its mirror off, so one broken migration never keeps another mirroring. */
  #publishHalts(migrations: readonly StoredMigration[]): void {
    const halted = new Set(
      migrations.filter((stored) => stored.halted).map(({ migration }) => migration.name),
    );
    const lastGood = this.#published?.migrations ?? [];
    const withHalts = lastGood.map((stored) =>
      halted.has(stored.migration.name) ? { ...stored, halted: true } : stored,
    );
    const fingerprint = fingerprintOf(withHalts);
    if (fingerprint !== fingerprintOf(lastGood)) this.#send(withHalts, fingerprint);
  }
}

function fingerprintOf(migrations: readonly StoredMigration[]): string {
  return migrations
    .map(({ migration, revision, halted }) => `${migration.name} ${revision} ${halted}`)
    .join('\n');
}
