import { applyStoreRevisions } from '../../platform/postgres/store-revisions.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { PostgresEvidenceStore } from '../../comparator/adapters/postgres/postgres-evidence-store.ts';
import { comparatorSchema, storeRevisionsDirectory } from '../../comparator/adapters/postgres/schema.ts';
import type { Difference } from '../../comparator/compare/difference.ts';
import { basisOf, type Basis } from '../../comparator/epoch/basis.ts';
import { actingConfiguration } from '../../comparator/epoch/rules-digest.ts';
import { Evidence } from '../../comparator/findings/evidence.ts';
import { keyedHash } from '../../comparator/findings/keyed-hash.ts';
import { defaultLimits, limitsFrom } from '../../comparator/limits.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { silentLog as log } from '../../test/makers/silent-log.ts';
import { noMarks, seedMark } from '../../test/makers/envoy-report.ts';

export const migrationName = 'report-bench';

/** `*` is an endpoint as well, and counts towards the bound of 1,000. */
export const areas = 999;

export function endpointOf(area: number): string {
  return `GET /area-${area}/orders/{id}`;
}

/** What the traffic's shadow gets wrong, so that traffic adds to the findings that are stored. */
const differences: readonly Difference[] = [
  {
    class: 'truncation',
    path: '$.name',
    primary: { type: 'string', length: 48, edit: { commonPrefix: 20, commonSuffix: 0 } },
    shadow: { type: 'string', length: 20, edit: { commonPrefix: 20, commonSuffix: 0 } },
  },
  {
    class: 'value',
    path: '$.total',
    primary: { type: 'number', length: 4, scale: 2 },
    shadow: { type: 'number', length: 4, scale: 2 },
  },
];

const pairs = 5_000_000;
const differingPairs = 120 * areas;
const flushes = 20;

/**
 * Five million pairs of evidence, every finding with all the keys and exemplars it may have, written by the product's own store, on the
 * basis that pairs of the migration will have.
 */
export async function storeEvidence(databaseUrl: string, watched: WatchedMigration): Promise<void> {
  const { configuration } = actingConfiguration(watched, Date.now());
  const builds = { primary: null, shadow: null };
  const basis = basisOf({ configuration, dataCycle: watched.cycle.number, builds });
  await applyStoreRevisions({
    databaseUrl,
    schema: comparatorSchema,
    directory: storeRevisionsDirectory,
    log,
  });
  const pool = createPool({ databaseUrl, applicationName: 'bench', log });
  try {
    const store = new PostgresEvidenceStore(pool);
    const { secret } = await store.recover(1, 'bench');
    const evidence = new Evidence(limitsFrom(defaultLimits).evidence, keyedHash(secret));
    for (let flush = 1; flush <= flushes; flush += 1) {
      const from = ((flush - 1) * pairs) / flushes;
      addPairs(evidence, basis, from, from + pairs / flushes);
      const highest = from + pairs / flushes;
      const mark = seedMark({ migration: migrationName, highest, issued: highest });
      const batch = evidence.take({ ...noMarks, seeds: [mark] });
      await store.write({ writer: 'bench', number: flush, batch });
    }
  } finally {
    await pool.end();
  }
}

function addPairs(evidence: Evidence, basis: Basis, from: number, to: number): void {
  evidence.countFate(migrationName, 'compared', to - from, basis);
  const everyOther = Math.floor(pairs / differingPairs);
  for (let number = from; number < to; number += 1) {
    const endpoint = endpointOf(Math.floor(number / everyOther) % areas);
    const isDiffering = number % everyOther === 0;
    const shadow = { kind: 'compared', explained: [], overflow: false } as const;
    evidence.addPair(
      {
        migration: migrationName,
        basis,
        endpoint,
        pairingId: `feedfeedfeedfeed-${number}`,
        method: 'GET',
        key: `tenant-${number}`,
        seenAt: new Date(1_790_000_000_000 + number),
        upstreamTimeUs: { primary: 2_000 + (number % 977), shadow: 2_000 + (number % 991) },
      },
      { shadow: { ...shadow, differences: isDiffering ? differences : [] }, control: undefined },
    );
  }
}
