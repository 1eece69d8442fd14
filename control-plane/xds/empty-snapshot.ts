import type { Snapshot } from '../snapshot/snapshot.ts';

/** A snapshot that would make every Envoy delete all it serves, which nobody said was meant. */
export class EmptySnapshotError extends Error {
  override readonly name = 'EmptySnapshotError';
  readonly clusters: number;
  readonly listeners: number;

  constructor(clusters: number, listeners: number) {
    super(
      `The snapshot has ${clusters} clusters and ${listeners} listeners; sent to an Envoy, it would take every listener ` +
        'out of service. Publish it with { allowEmpty: true } where there are no migrations; otherwise its builder is wrong.',
    );
    this.clusters = clusters;
    this.listeners = listeners;
  }
}

export interface PublishOptions {
  /** Says that a snapshot without clusters or listeners is meant: there are no migrations. */
  readonly allowEmpty?: boolean;
}

/** @throws EmptySnapshotError where the snapshot has no clusters or no listeners and that was not said to be meant. */
export function refuseEmpty({ cluster, listener }: Snapshot, { allowEmpty = false }: PublishOptions): void {
  const clusters = cluster.resources.size;
  const listeners = listener.resources.size;
  if (!allowEmpty && (clusters === 0 || listeners === 0)) throw new EmptySnapshotError(clusters, listeners);
}
