import { readFile } from 'node:fs/promises';
import pg from 'pg';

export type MigrationScript = 'defective' | 'clean';

export interface ShopDatabases {
  /** The old schema, as it is in production. */
  readonly primaryUrl: string;
  /** A copy of it, migrated. */
  readonly shadowUrl: string;
}

/**
 * Makes two databases on one server: the shop's, and a clone of it on which the migration was run. Databases of the same
 * names are replaced, so that every demo starts from the same data.
 *
 * @param serverUrl of a superuser, naming any existing database.
 * @param name prefix of the databases' names: lower-case letters and underscores.
 */
export async function makeShopDatabases(
  serverUrl: string,
  name: string,
  script: MigrationScript,
): Promise<ShopDatabases> {
  const primary = `${name}_primary`;
  const shadow = `${name}_shadow`;
  const urlOf = (database: string): string => {
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  };

  await run(serverUrl, [
    `DROP DATABASE IF EXISTS ${primary} WITH (FORCE)`,
    `DROP DATABASE IF EXISTS ${shadow} WITH (FORCE)`,
  ]);
  await run(serverUrl, [`CREATE DATABASE ${primary}`]);
  await run(urlOf(primary), [
    await sqlFile('shop/old-schema/schema.sql'),
    await sqlFile('shop/old-schema/seed.sql'),
  ]);
  // A template must have no connections, and has none: nothing else knows the database yet.
  await run(serverUrl, [`CREATE DATABASE ${shadow} TEMPLATE ${primary}`]);
  await run(urlOf(shadow), [await sqlFile(`migration/${script}.sql`)]);
  await Promise.all([primary, shadow].map((database) => run(urlOf(database), ['VACUUM ANALYZE'])));
  return { primaryUrl: urlOf(primary), shadowUrl: urlOf(shadow) };
}

/** The shadow numbers its new orders otherwise, as it does in production as soon as one order was not mirrored. Its old ones stay. */
export function numberOrdersFrom(shadowUrl: string, first: number): Promise<void> {
  return run(shadowUrl, [`ALTER TABLE orders ALTER COLUMN id RESTART WITH ${first}`]);
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function sqlFile(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), 'utf8');
}
