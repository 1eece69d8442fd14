import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InMemoryEvidenceStore } from '../../../../comparator/findings/in-memory-evidence-store.ts';
import { oddQuery, oddSegment } from '../../../makers/odd-requests.ts';
import { rawHttp } from '../../../makers/raw-http.ts';
import { startReadApi } from '../../../makers/read-api.ts';

/** Refuses, as PostgreSQL does, a text that has a NUL. */
class StrictStore extends InMemoryEvidenceStore {
  override findings(...[migration, query]: Parameters<InMemoryEvidenceStore['findings']>) {
    refuseNul([migration, query]);
    return super.findings(migration, query);
  }
  override tally(migration: string) {
    refuseNul(migration);
    return super.tally(migration);
  }
  override finding(migration: string, id: string) {
    refuseNul([migration, id]);
    return super.finding(migration, id);
  }
}

function refuseNul(value: unknown): void {
  if (JSON.stringify(value).includes(String.raw`\u0000`)) throw new Error('invalid byte sequence: 0x00');
}

const path = fc
  .tuple(
    oddSegment('v1'),
    oddSegment('migrations'),
    oddSegment('orders-v2'),
    oddSegment('report', 'findings', 'ledger'),
    fc.option(oddSegment('0123456789abcdef'), { nil: undefined }),
    oddQuery('limit', 'cursor', 'endpoint', 'class'),
  )
  .map(([v1, migrations, name, what, id, query]) => {
    const segments = [v1, migrations, name, what, ...(id === undefined ? [] : [id])];
    return `/${segments.join('/')}${query}`;
  });

const knownPath = fc
  .tuple(
    oddSegment('orders-v2'),
    fc.constantFrom('report', 'findings', 'ledger', 'findings/0123456789abcdef', 'findings/%00'),
    oddQuery('limit', 'cursor', 'endpoint', 'class'),
  )
  .map(([name, what, query]) => `/v1/migrations/${name}/${what}${query}`);

test('whatever the read API is asked, it never fails, and refuses with a small problem', async () => {
  const send = rawHttp(await startReadApi(new StrictStore()));
  const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'PUT');
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(path, knownPath, knownPath), async (verb, target) => {
      const { status, type, body } = await send({ method: verb, path: target, headers: {} });
      expect(status).toBeLessThan(500);
      if (status < 400) return;
      expect(type).toMatch(/^application\/problem\+json/);
      expect(body.length).toBeLessThan(16 * 1_024);
      expect(JSON.parse(body.toString())).toMatchObject({ status });
    }),
    { numRuns: 1_500 },
  );
});
