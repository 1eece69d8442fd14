import type { EpochRow } from '../findings/evidence-batch.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import type { Epoch } from '../verdict/evidence-document.ts';
import type { WatchedMigration } from '../watch/watched-migration.ts';
import { basisOf, epochId, type Basis } from './basis.ts';
import { actingConfiguration, rulesDigest } from './rules-digest.ts';

type Builds = Epoch['builds'];

/** What is stored of epochs: bases, the newest last, and the ids of epochs. */
export interface KnownEpochs {
  readonly bases: readonly { readonly migration: string; readonly basis: Basis }[];
  readonly epochs: readonly { readonly migration: string; readonly id: string }[];
}

export interface EpochsOptions {
  readonly known: KnownEpochs;
  /** An epoch has begun. */
  readonly onEpoch: (epoch: EpochRow) => void;
}

/** A header that names no build but something else may say another one each time. So many an hour are believed, no more. */
export const maxBuildsPerHour = 16;
const hourMs = 3_600_000;

/** What is longer names no build. */
const maxBuildLength = 128;

const unknownBuilds: Builds = { primary: null, shadow: null };

/** Beyond it all is forgotten, which costs digests. */
const maxKnown = 4_096;

/** One migration as it is watched, until a rule expires. */
interface Current {
  readonly migration: WatchedMigration;
  readonly untilMs: number;
  readonly configuration: string;
  readonly rules: string;
  builds: Builds;
  /** Of `builds`, once a pair had them: most pairs have those of the pair before. */
  basis: Basis | undefined;
  /** By builds. */
  readonly bases: Map<string, Basis>;
  /** When builds were seen for the first time, of the last hour. */
  newBuildsMs: number[];
}

/** Tells of which basis a pair is, and notes where an epoch begins. */
export class Epochs {
  readonly #onEpoch: (epoch: EpochRow) => void;
  readonly #current = new Map<string, Current>();
  readonly #lastBuilds = new Map<string, Builds>();
  readonly #knownBases: Set<string>;
  readonly #knownEpochs: Set<string>;

  constructor({ known, onEpoch }: EpochsOptions) {
    this.#onEpoch = onEpoch;
    this.#knownBases = new Set(known.bases.map(({ migration, basis }) => `${migration}/${basis.id}`));
    this.#knownEpochs = new Set(known.epochs.map(({ migration, id }) => `${migration}/${id}`));
    for (const { migration, basis } of known.bases) this.#lastBuilds.set(migration, basis.builds);
  }

  basisOf(pair: Pair, migration: WatchedMigration): Basis {
    const atMs = Math.floor(pair.primary.startedAtUs / 1_000);
    const current = this.#currentOf(migration, atMs);
    const builds = buildsOf(pair, migration.build, current.builds);
    if (builds === current.builds) return (current.basis ??= this.#basis(current, builds, atMs));
    if (!current.bases.has(nameOf(builds)) && !admitsBuild(current, atMs)) {
      return this.#basis(current, unknownBuilds, atMs);
    }
    current.builds = builds;
    this.#lastBuilds.set(migration.name, builds);
    return (current.basis = this.#basis(current, builds, atMs));
  }

  #basis(current: Current, builds: Builds, atMs: number): Basis {
    const name = nameOf(builds);
    const { migration, configuration, rules } = current;
    let basis = current.bases.get(name);
    if (basis === undefined) {
      basis = basisOf({ configuration, dataCycle: migration.cycle.number, builds });
      current.bases.set(name, basis);
      this.#begin(migration.name, basis, rules, new Date(atMs));
    }
    return basis;
  }

  #begin(migration: string, basis: Basis, rules: string, startedAt: Date): void {
    const id = epochId(basis, rules);
    const epochName = `${migration}/${id}`;
    if (this.#knownEpochs.has(epochName)) return;
    const basisName = `${migration}/${basis.id}`;
    const recomputed = this.#knownBases.has(basisName) ? 'exact' : 'anew';
    if (this.#knownEpochs.size >= maxKnown) this.#knownEpochs.clear();
    this.#knownEpochs.add(epochName);
    if (this.#knownBases.size >= maxKnown) this.#knownBases.clear();
    this.#knownBases.add(basisName);
    this.#onEpoch({ migration, basis: basis.id, id, rules, startedAt, recomputed });
  }

  #currentOf(migration: WatchedMigration, atMs: number): Current {
    const before = this.#current.get(migration.name);
    if (before?.migration === migration && atMs < before.untilMs) return before;
    const { configuration, untilMs } = actingConfiguration(migration, atMs);
    const current: Current = {
      migration,
      untilMs,
      configuration,
      rules: rulesDigest(migration.rules),
      builds: before?.builds ?? this.#lastBuilds.get(migration.name) ?? unknownBuilds,
      basis: undefined,
      bases: new Map<string, Basis>(),
      newBuildsMs: before?.newBuildsMs ?? [],
    };
    this.#current.set(migration.name, current);
    return current;
  }
}

/** Of a pair; what an answer does not say is what was said last, for not every answer is the stack's own. */
function buildsOf({ primary, shadow }: Pair, header: string | undefined, last: Builds): Builds {
  if (header === undefined) return last.primary === null && last.shadow === null ? last : unknownBuilds;
  const builds = {
    primary: buildIn(primary, header) ?? last.primary,
    shadow: buildIn(shadow, header) ?? last.shadow,
  };
  return builds.primary === last.primary && builds.shadow === last.shadow ? last : builds;
}

function buildIn({ response }: Exchange, header: string): string | undefined {
  const build = response.headers[header];
  return build === undefined || build === '' || build.length > maxBuildLength ? undefined : build;
}

function admitsBuild(current: Current, atMs: number): boolean {
  current.newBuildsMs = current.newBuildsMs.filter((seenMs) => seenMs > atMs - hourMs);
  if (current.newBuildsMs.length >= maxBuildsPerHour) return false;
  current.newBuildsMs.push(atMs);
  return true;
}

function nameOf({ primary, shadow }: Builds): string {
  return JSON.stringify([primary, shadow]);
}
