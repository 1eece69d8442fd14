import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, type ApiClient } from '../../cli/api/api-client.ts';
import type { Report } from '../../cli/api/answers.ts';
import { startLocalStack, type LocalStack } from '../../cli/stack/local-stack.ts';
import { anyPorts } from '../../cli/stack/stack-ports.ts';
import { temporaryStateDirectory } from '../../cli/stack/state-directory.ts';
import { setMirrorPercent } from '../../demo/mirror-percent.ts';
import { settledReport } from '../../demo/settled-report.ts';
import { exponential, seededRandom, uuid } from '../../demo/traffic/random.ts';
import { freePort } from '../../platform/net/free-port.ts';
import { makeLibraryDatabases, startLibrary, type Library } from '../makers/library.ts';
import { silentLog } from '../makers/silent-log.ts';

/** PostGraphile derives its whole API from the schema, so each change of the schema shows in answers that no one here wrote. */

const readers = ['ada', 'ben', 'cleo', 'dov', 'eva'];
const rounds = 3;

const operations = {
  titles: 'query BookTitles { allBooks(first: 4) { nodes { id title } } }',
  blurbs: 'query BookBlurbs { allBooks(first: 4) { totalCount nodes { nodeId blurb } } }',
  prices: 'query BookPrices { allBooks(last: 4) { nodes { id listPrice } } }',
  bindings: 'query BookBindings { allBooks(condition: { binding: HARDBACK }) { nodes { id binding } } }',
  lend: 'mutation Lend($loan: LoanInput!) { createLoan(input: { loan: $loan }) { loan { id borrower note } } }',
  lendWithoutNote:
    'mutation LendWithoutNote($loan: LoanInput!) { createLoan(input: { loan: $loan }) { loan { id borrower } } }',
  loan: 'query Loan($id: UUID!) { loanById(id: $id) { id note bookByBookId { binding } } }',
};

const migrationName = 'library';
const closers: (() => Promise<unknown>)[] = [];

let stack: LocalStack;
let api: ApiClient;
let report: Report;

beforeAll(async () => {
  const state = await temporaryStateDirectory();
  closers.push(state.remove);
  stack = await startLocalStack({
    stateDirectory: state.directory,
    ports: anyPorts,
    durable: false,
    log: silentLog,
  });
  closers.push(stack.stop);
  api = createApiClient(stack.apiUrl);

  const { oldUrl, newUrl } = await makeLibraryDatabases(stack.databaseUrl);
  const primary = await startLibrary(oldUrl);
  closers.push(primary.close);
  const shadow = await startLibrary(newUrl);
  closers.push(shadow.close);
  const origin = await mirrorLibrary(primary, shadow);
  await Promise.all(readers.map((reader, index) => visitLibrary(origin, reader, index)));
  report = await settledReport(api, migrationName);
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

describe('in front of PostGraphile on both schemas', () => {
  it('each change of the schema is found at its operation and field, under its class, and nothing else is', () => {
    const places = report.findings.map((finding) => `${finding.endpoint}  ${finding.path}  ${finding.class}`);
    expect(places.sort()).toEqual([
      'POST /graphql mutation LendWithoutNote  $.data  missing-field',
      'POST /graphql mutation LendWithoutNote  $.errors  extra-field',
      'POST /graphql query BookBlurbs  $.data.allBooks.nodes[].blurb  truncation',
      'POST /graphql query BookPrices  $.data.allBooks.nodes[].listPrice  truncation',
      'POST /graphql query BookTitles  status  status',
    ]);
  });

  it('operations that the migration does not touch were compared, and are identical', () => {
    for (const operation of ['query BookBindings', 'mutation Lend', 'query Loan']) {
      const seen = report.endpoints.find(({ endpoint }) => endpoint === `POST /graphql ${operation}`);
      expect(seen, operation).toMatchObject({ differing: 0 });
      expect(seen?.compared, operation).toBeGreaterThan(0);
    }
  });

  it('every request has a fate', () => {
    const requests = readers.length * rounds * Object.keys(operations).length;
    expect(report.ledger).toMatchObject({ captured: requests, inFlight: 0, balanced: true });
    expect(report.ledger.shares.loss).toBe(0);
  });
});

async function mirrorLibrary(primary: Library, shadow: Library): Promise<string> {
  const port = await freePort({ port: 0, purpose: 'the library', option: 'none' });
  await api.send('PUT', `/v1/migrations/${migrationName}`, {
    name: migrationName,
    listener: { port },
    primary: { hosts: [`127.0.0.1:${primary.port}`] },
    shadow: { hosts: [`127.0.0.1:${shadow.port}`] },
    mirror: { key: { header: 'x-reader' } },
  });
  await setMirrorPercent(api, migrationName, 100);
  return `http://127.0.0.1:${port}`;
}

/** One reader's requests, one after the other; ids come from the client, so they are the same in both databases. */
async function visitLibrary(origin: string, reader: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const ask = async (query: string, variables: object = {}): Promise<{ data: Record<string, unknown> }> => {
    // People pause; requests that overlap a write of the same reader on the shadow would be set aside as raced.
    await delay(exponential(60, random));
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-reader': reader },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
    expect({ status: response.status, errors: answer.errors }).toEqual({ status: 200, errors: undefined });
    return answer;
  };
  const { data } = await ask(operations.bindings);
  const [book] = (data as { allBooks: { nodes: { id: string }[] } }).allBooks.nodes;
  for (let round = 0; round < rounds; round += 1) {
    const loan = { id: uuid(random), bookId: book?.id, borrower: reader };
    if (round > 0) await ask(operations.bindings);
    await ask(operations.titles);
    await ask(operations.blurbs);
    await ask(operations.lend, { loan: { ...loan, note: 'back by May' } });
    await ask(operations.loan, { id: loan.id });
    await ask(operations.prices);
    await ask(operations.lendWithoutNote, { loan: { ...loan, id: uuid(random) } });
  }
}
