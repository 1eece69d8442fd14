import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { postgraphile } from 'postgraphile';

/** A library as PostGraphile serves it: an API made from the schema alone, by code that no one here wrote. */
export interface Library {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const oldSchema = `
  CREATE SCHEMA library;
  CREATE TYPE library.binding AS ENUM ('hardback', 'paperback');
  CREATE TABLE library.books (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    blurb text NOT NULL,
    list_price numeric(10, 4) NOT NULL,
    binding library.binding NOT NULL
  );
  CREATE TABLE library.loans (
    id uuid PRIMARY KEY,
    book_id uuid NOT NULL REFERENCES library.books,
    borrower text NOT NULL,
    note text
  );
  CREATE INDEX ON library.loans (book_id);
  INSERT INTO library.books (id, title, blurb, list_price, binding)
  SELECT
    md5('book ' || n)::uuid,
    'Volume ' || n,
    'A reader’s companion to the rivers of the north, with maps, volume ' || n || ' of twenty',
    n + 0.25,
    (CASE n % 2 WHEN 0 THEN 'hardback' ELSE 'paperback' END)::library.binding
  FROM generate_series(1, 20) AS n`;

const migration = `
  ALTER TABLE library.books RENAME COLUMN title TO name;
  ALTER TABLE library.books ALTER COLUMN blurb TYPE varchar(40) USING blurb::varchar(40);
  ALTER TABLE library.books ALTER COLUMN list_price TYPE numeric(10, 2);
  ALTER TABLE library.loans ALTER COLUMN note SET NOT NULL`;

/** Makes two databases, the second a migrated copy of the first. */
export async function makeLibraryDatabases(
  serverUrl: string,
): Promise<{ readonly oldUrl: string; readonly newUrl: string }> {
  const urlOf = (database: string): string =>
    Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
  const run = async (url: string, ...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(serverUrl, 'CREATE DATABASE library_old');
  await run(urlOf('library_old'), oldSchema);
  await run(serverUrl, 'CREATE DATABASE library_new TEMPLATE library_old');
  await run(urlOf('library_new'), migration);
  return { oldUrl: urlOf('library_old'), newUrl: urlOf('library_new') };
}

/** Serves `POST /graphql` on a free port of loopback. */
export async function startLibrary(databaseUrl: string): Promise<Library> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const serve = postgraphile(pool, 'library', { graphiql: false, disableQueryLog: true });
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await pool.end();
    },
  };
}
