import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InMemoryEvidenceStore } from '../../../../comparator/findings/in-memory-evidence-store.ts';
import { oddQuery, oddSegment } from '../../../makers/odd-requests.ts';
import { rawHttp } from '../../../makers/raw-http.ts';
import { startReadApi } from '../../../makers/read-api.ts';

/** Refuses, as PostgreSQL does, a text that has a NUL. */
class StrictStore extends InMemoryEvidenceStore {
  override findings(...asked: Parameters<InMemoryEvidenceStore['findings']>) {
    refuseNul(asked);
    return super.findings(...asked);
  }
  override tally(migration: string) {
    refuseNul(migration);
    return super.tally(migration);
  }
  override finding(...asked: Parameters<InMemoryEvidenceStore['finding']>) {
    refuseNul(asked);
    return super.finding(...asked);
  }
  override evidence(...asked: Parameters<InMemoryEvidenceStore['evidence']>) {
    refuseNul(asked);
    return super.evidence(...asked);
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
    oddSegment('report', 'findings', 'ledger', 'verdict', 'evidence', 'rules'),
    fc.option(oddSegment('0123456789abcdef'), { nil: undefined }),
    oddQuery('limit', 'cursor', 'endpoint', 'class', 'hidden'),
  )
  .map(([v1, migrations, name, what, id, query]) => {
    const segments = [v1, migrations, name, what, ...(id === undefined ? [] : [id])];
    return `/${segments.join('/')}${query}`;
  });

const knownPath = fc
  .tuple(
    oddSegment('orders-v2'),
    fc.constantFrom(
      'report',
      'findings',
      'ledger',
      'verdict',
      'evidence',
      'rules',
      'findings/0123456789abcdef',
      'findings/%00',
    ),
    oddQuery('limit', 'cursor', 'endpoint', 'class', 'hidden'),
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
