import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { parseMigrationFile } from '../../../control-plane/migration/migration-file.ts';
import { minimalDocument } from '../../makers/migration.ts';

const yaml = `name: orders-v2
listener: { port: 10000 }
primary: { hosts: [localhost:8081] }
shadow:
  hosts: [localhost:8082]
mirror:
  percent: 5
  key: { header: x-tenant-id }
  exclude: [{ path: /healthz }]
`;

function firstProblem(text: string) {
  const parsed = parseMigrationFile(text);
  return parsed.ok ? undefined : parsed.problems[0];
}

describe('a migration file', () => {
  it('is YAML', () => {
    const parsed = parseMigrationFile(yaml);
    expect(parsed).toMatchObject({ ok: true, migration: { mirror: { basisPoints: 500 } } });
  });

  it('is JSON', () => {
    expect(parseMigrationFile(JSON.stringify(minimalDocument()))).toMatchObject({ ok: true });
  });

  it.each([
    ['a bad value', yaml.replace('percent: 5', 'percent: 500'), 'mirror.percent', 'line 7, column 3'],
    ['an unknown key', yaml.replace('percent', 'percnt'), 'mirror.percnt', 'line 7, column 3'],
    [
      'a bad entry of a list',
      yaml.replace('localhost:8082', 'localhost'),
      'shadow.hosts[0]',
      'line 5, column 11',
    ],
    ['a missing section', yaml.replace(/shadow:\n.*\n/, ''), 'shadow', 'line 1, column 1'],
    ['a key twice', `${yaml}mirror: {}\n`, '(document)', 'line 10, column 1'],
    ['a key twice in JSON', '{"name": "a",\n"name": "b"}', '(document)', 'line 2, column 1'],
    ['broken YAML', `${yaml}  : - [`, '(document)', 'line 10'],
    ['an unknown tag', yaml.replace('percent: 5', 'percent: !!js/function 5'), '(document)', 'line 7'],
    ['two documents', `${yaml}---\n${yaml}`, '(document)', 'line 10'],
  ])('with %s is refused by line and column', (_, text, path, position) => {
    const problem = firstProblem(text);
    expect(problem?.path).toBe(path);
    expect(problem?.message).toContain(position);
  });

  it('that is empty is refused', () => {
    expect(firstProblem('')?.path).toBe('(document)');
  });

  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...['b', 'c', 'd', 'e', 'f', 'g'].map(
      (name, index) => `${name}: &${name} [${`*${'abcdef'[index] ?? ''},`.repeat(10)}]`,
    ),
  ].join('\n');

  it.each([
    ['a bomb of aliases', bomb],
    ['an alias without its anchor', 'a: *b'],
    ['an alias as a key', 'a: &x b\n*x : c'],
    ['10 MB', `a: "${'x'.repeat(10_000_000)}"`],
    ['a map of 60,000 keys', Array.from({ length: 60_000 }, (_, index) => `k${index}: v`).join('\n')],
    ['a list of 500,000', `a: [${'1,'.repeat(500_000)}]`],
    ['a million brackets', '['.repeat(1_000_000)],
    ['29,000 nested lists', '- '.repeat(29_000)],
    ['24,000 nested keys', '? '.repeat(24_000)],
    ['a map as key', '{ {a: 1}: 2 }'],
    ['330,000 lines of text', `a: |\n${' x\n'.repeat(330_000)}`],
  ])('of %s is refused within seconds', (_, text) => {
    const start = performance.now();
    const problem = firstProblem(text);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(problem?.remedy).toBeTruthy();
    expect(problem?.message.length).toBeLessThan(500);
  });
});
