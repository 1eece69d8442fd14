import { z } from 'zod';
import type { Declared } from '../rules/compile-expectations.ts';
import { dataCycle } from './parse-epoch-parts.ts';
import { parseDeclared } from './parse-declared.ts';
import type { WatchedMigration } from './watched-migration.ts';

/** The hop's caps lie up to a second above `mirror.timeoutMs`. */
const hopCapsMs = 1_000;

/** Envoy keeps entries for 200 ms; a busy one, or a stream that was paused, for longer. */
const logDelayMs = 2_000;

const defaultMirrorTimeoutMs = 5_000;

/** A half waits for its partner as long as the hop may take, and its entry to arrive. */
export function pairTimeoutMs(mirrorTimeoutMs: number): number {
  return mirrorTimeoutMs + hopCapsMs + logDelayMs;
}

/** How long to wait where the migration is not known. */
export const defaultPairTimeoutMs = pairTimeoutMs(defaultMirrorTimeoutMs);

/** Servers of one site, with NTP, are within some milliseconds; the rest is for one that has lost it for a while. */
const defaultClockSkewMs = 100;

const requests = z.array(z.object({ method: z.string(), path: z.string() })).default([]);

/** Only what is used is looked at, so that a newer control plane may say more. */
const document = z.object({
  name: z.string(),
  mirror: z
    .object({
      key: z.unknown().optional(),
      safe: requests,
      unsafe: requests,
      timeoutMs: z.number().positive().default(defaultMirrorTimeoutMs),
    })
    .prefault({}),
  compare: z
    .object({
      headers: z.array(z.string()).default([]),
      endpoints: z.array(z.string()).default([]),
      rules: z.array(z.unknown()).default([]),
      mapping: z.array(z.unknown()).default([]),
      generated: z.array(z.object({ endpoint: z.string(), path: z.string(), kind: z.string() })).default([]),
      clockSkewMs: z.number().nonnegative().default(defaultClockSkewMs),
    })
    .prefault({}),
  cycle: dataCycle,
});

const listing = z.union([
  z.array(z.unknown()),
  z.object({ migrations: z.array(z.unknown()) }).transform(({ migrations }) => migrations),
]);

export class MigrationListingError extends Error {
  override readonly name = 'MigrationListingError';
}

export interface ParsedListing {
  readonly migrations: readonly WatchedMigration[];
  /** What is wrong with those that were left out. */
  readonly problems: readonly string[];
  /** Rules and mappings, of migrations that are watched, that cannot be applied. They account for nothing. */
  readonly notApplied: readonly string[];
}

/**
 * Reads the control plane's list of migrations. One that cannot be read is left out and named, the others are watched.
 *
 * @throws MigrationListingError when the whole is not a list.
 */
export function parseWatchedMigrations(body: unknown): ParsedListing {
  const listed = listing.safeParse(body);
  if (!listed.success) {
    throw new MigrationListingError(
      'GET /v1/migrations of the control plane answered no list of migrations. Check that UMBRA_CONTROL_PLANE_URL is that of the control plane.',
    );
  }
  const migrations: WatchedMigration[] = [];
  const problems: string[] = [];
  const notApplied: string[] = [];
  listed.data.forEach((entry, index) => {
    const parsed = document.safeParse(entry);
    if (!parsed.success) {
      problems.push(`migration ${index + 1} of the list: ${z.prettifyError(parsed.error)}`);
      return;
    }
    const declared = parseDeclared(parsed.data.compare);
    migrations.push(toWatchedMigration(parsed.data, declared));
    notApplied.push(...declared.problems.map((problem) => `${parsed.data.name}: ${problem}`));
  });
  return { migrations, problems, notApplied };
}

function toWatchedMigration(
  { name, mirror, compare, cycle }: z.output<typeof document>,
  { rules, mapping }: Declared,
): WatchedMigration {
  return {
    name,
    keyed: mirror.key !== undefined && mirror.key !== null,
    safe: mirror.safe,
    unsafe: mirror.unsafe,
    headers: compare.headers.map((header) => header.toLowerCase()),
    endpoints: compare.endpoints,
    rules,
    mapping,
    generated: compare.generated,
    clockSkewMs: compare.clockSkewMs,
    cycle,
    mirrorTimeoutMs: mirror.timeoutMs,
    pairTimeoutMs: pairTimeoutMs(mirror.timeoutMs),
  };
}
