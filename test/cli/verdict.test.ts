import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EvidenceDocument } from '../../comparator/verdict/evidence-document.ts';
import { evidenceToJson } from '../../comparator/verdict/evidence-json.ts';
import { judge } from '../../comparator/verdict/judge.ts';
import {
  anEndpoint,
  aRule,
  documentWith,
  endpointEvidence,
  evidenceDocument,
  findingEvidence,
} from '../makers/evidence.ts';
import { umbra } from '../makers/cli-run.ts';
import { standInApi } from '../makers/stand-in-api.ts';
import { temporaryDirectory } from '../makers/temporary-directory.ts';

const passing = evidenceDocument();
const failing = documentWith([{ path: '$.price', keys: 7, uncontrolled: 40 }]);
const scarce = evidenceDocument({ endpoints: [endpointEvidence({ pairs: 20, keyHashes: ['a', 'b'] })] });

/** Something of everything that a verdict shows. */
const rich = documentWith(
  [
    { path: '$.price', keys: 7, shadowOnly: 40 },
    { path: '$.views', keys: 40, both: 9_000, shadowOnly: 10, controlOnly: 10 },
    { path: '$.createdAt', keys: 40, shadowOnly: 900 },
  ],
  {
    controlled: true,
    rules: [aRule(), aRule({ id: 'unused', path: '$.unused', expires: new Date('2026-01-01T00:00:00Z') })],
    explained: [
      {
        endpoint: anEndpoint,
        path: '$.total',
        class: 'value',
        by: { kind: 'mapping', step: 2 },
        count: 77,
        lastSeen: new Date('2026-11-26T08:30:00Z'),
      },
    ],
    dataCycle: {
      number: 1,
      gaps: [{ reason: 'halted', from: new Date('2026-11-26T08:10:00Z'), to: null }],
    },
  },
);

/** The API of a control plane whose comparator has this. */
function apiOver(document: EvidenceDocument) {
  return standInApi(({ url }) => ({
    body: url.endsWith('/export')
      ? evidenceToJson(document)
      : JSON.stringify(judge(document, document.takenAt)),
  }));
}

async function fileWith(text: string, name = 'evidence.json'): Promise<string> {
  const file = path.join(temporaryDirectory(), name);
  await writeFile(file, text);
  return file;
}

describe('a verdict', () => {
  test.each([
    ['PASS', 0, passing],
    ['FAIL', 1, failing],
    ['INCONCLUSIVE', 7, scarce],
  ])('of %s ends with %i, online and of exported evidence', async (word, exitCode, document) => {
    const api = await apiOver(document);
    const online = await umbra(['verdict', 'orders', '--api', api.url]);
    expect(online).toMatchObject({ exitCode, err: '' });
    expect(online.out).toContain(`orders: ${word} (2026-11-26 09:00:00 UTC)`);

    const file = await fileWith('');
    const exported = await umbra(['export', 'orders', '--out', file, '--api', api.url]);
    expect(exported).toMatchObject({ exitCode: 0, err: '' });
    expect(await umbra(['verdict', '--file', file])).toEqual(online);
    expect(await umbra(['verdict', '--file', file, '--json'])).toEqual(
      await umbra(['verdict', 'orders', '--json', '--api', api.url]),
    );
  });

  test('shows everything it rests on', async () => {
    const { out } = await umbra(['verdict', '--file', await fileWith(evidenceToJson(rich))]);
    expect(out).toMatch(/^ {2}fails {3}\S/m);
    expect(out).toMatch(/^ {2}missing \S/m);
    expect(out).toContain('It is about 10,000 pairs of 40 keys on 1 endpoint, from 2026-11-26 08:00:00 UTC');
    expect(out).toContain('on data cycle 1, builds 1.4.0 (primary) and 2.0.0 (shadow)');
    expect(out).toMatch(/Unexplained rest: [\d,]+ of 10,000 pairs, where 0\.1 % is tolerated/);
    expect(out).toMatch(/The rate lies from [\d.]+ % to [\d.]+ % \(confidence 95 %/);
    expect(out).toMatch(/│ confirmed │ value │ GET \/orders\/\{id\} │ \$\.price +│ +40 │ +7 │/);
    expect(out).toMatch(/Endpoints:\n.*\n│ endpoint .*│ rate at most/);
    expect(out).toMatch(/over the budget: [\d.]+, enough from 40; that it is within: [\d,]+, enough from 20/);
    expect(out).toMatch(/│ GET \/orders\/\{id\} │ p99 +│/);
    expect(out).toMatch(/Noise: what the control shows too:\n[\s\S]*\$\.views/);
    expect(out).toMatch(/│ order-clock │ orders-team │ never +│ +900 │/);
    expect(out).toMatch(/│ unused +│.*expired: it hides nothing any more/);
    expect(out).toMatch(/│ mapping step 3 +│ value │ GET \/orders\/\{id\} │ \$\.total │ +77 │/);
  });

  test('of several comparators is that of their sum', async () => {
    const half = evidenceDocument({ endpoints: [endpointEvidence({ pairs: 2_000 })] });
    const file = await fileWith(evidenceToJson(half));
    expect((await umbra(['verdict', '--file', file])).exitCode).toBe(7);
    const both = await umbra(['verdict', '--file', file, '--file', file, file]);
    expect(both.out).toContain('It is about 6,000 pairs');
    expect(both.exitCode).toBe(0);
  });

  test('of long lists says how many it does not show', async () => {
    const endpoints = Array.from({ length: 60 }, (_, index) =>
      endpointEvidence({ endpoint: `GET /a${index}`, pairs: 600 }),
    );
    const file = await fileWith(evidenceToJson(evidenceDocument({ endpoints })));
    expect((await umbra(['verdict', '--file', file])).out).toContain('10 more: see them with --json.');
  });
});

describe('evidence that cannot be judged ends with 2', () => {
  const whole = evidenceToJson(passing);

  test.each<[string, string, string]>([
    ['an empty file', '', 'the whole'],
    ['no JSON', 'evidence', 'the whole'],
    ['half of it', whole.slice(0, whole.length / 2), 'the whole'],
    ['another document', '{"migrations": []}', 'format'],
    ['a later format', whole.replace('umbra-evidence/1', 'umbra-evidence/2'), 'umbra-evidence/2'],
    ['pairs that are no number', whole.replace('"pairs":10000', '"pairs":"many"'), 'endpoints.0.pairs'],
    ['a list', '[]', 'the whole'],
  ])('%s', async (_, text, says) => {
    const file = await fileWith(text, 'odd.json');
    const run = await umbra(['verdict', '--file', file]);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain(`${file} was refused: `);
    expect(run.err).toContain(says);
    expect(run.err).toContain('umbra export NAME');
  });

  test('a file that is not there', async () => {
    const run = await umbra(['verdict', '--file', '/nowhere/evidence.json']);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('/nowhere/evidence.json cannot be read: ENOENT');
  });

  test('files of two epochs', async () => {
    const other = evidenceDocument({ epoch: { ...passing.epoch, id: 'epoch-2' } });
    const files = [await fileWith(whole, 'a.json'), await fileWith(evidenceToJson(other), 'b.json')];
    const run = await umbra(['verdict', '--file', ...files]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('The files do not belong together');
    expect(run.err).toMatch(/epoch\.id.*epoch-2/);
    expect(run.err).toContain(`2 ${files[1] ?? ''}`);
  });

  test.each([
    ['nothing to judge', []],
    ['two things to judge', ['orders', '--file', 'a.json']],
  ])('%s', async (_, args) => {
    const run = await umbra(['verdict', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('Name a migration, or files with --file, and not both.');
  });
});

describe('an export', () => {
  test('is printed as it came, or written to a file', async () => {
    const document = documentWith([{ path: '$.a', keys: 1, uncontrolled: 1 }], {
      findings: [findingEvidence({ path: '$.a' })],
    });
    const api = await apiOver(document);
    expect((await umbra(['export', 'orders', '--api', api.url])).out).toBe(evidenceToJson(document));
    const file = await fileWith('');
    const { out } = await umbra(['export', 'orders', '--out', file, '--api', api.url]);
    expect(out).toBe(`The evidence is in ${file}. Judge it with \`umbra verdict --file ${file}\`.`);
    expect(await readFile(file, 'utf8')).toBe(evidenceToJson(document));
  });

  test('that cannot be written ends with 2', async () => {
    const api = await apiOver(passing);
    const run = await umbra(['export', 'orders', '--out', '/nowhere/a.json', '--api', api.url]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('/nowhere/a.json cannot be written: ENOENT');
  });
});
