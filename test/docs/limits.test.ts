import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limitChoices as ofComparator } from '../../comparator/limits.ts';
import { limitChoices as ofControlPlane } from '../../control-plane/limits.ts';
import { migrationDocument } from '../../control-plane/migration/migration-document.ts';
import { minimalDocument } from '../makers/migration.ts';

const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');

/** The second cell of the row that begins with this name. */
function documentedDefault(name: string): string | undefined {
  return page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find(([, first]) => first === `\`${name}\``)?.[2];
}

test.each(Object.values({ ...ofComparator, ...ofControlPlane }))(
  'docs/limits.md gives $variable the default it has',
  ({ variable, fallback }) => {
    expect(documentedDefault(variable)).toBe(fallback.toLocaleString('en'));
  },
);

test('docs/limits.md gives the limits of a migration the defaults they have', () => {
  const { mirror, primary, compare } = migrationDocument.parse(minimalDocument());
  expect({
    'mirror.timeoutMs': documentedDefault('mirror.timeoutMs'),
    'mirror.maxBodyBytes': documentedDefault('mirror.maxBodyBytes'),
    'mirror.maxConcurrent': documentedDefault('mirror.maxConcurrent'),
    'mirror.maxPending': documentedDefault('mirror.maxPending'),
    'compare.captureBytes': documentedDefault('compare.captureBytes'),
    connect: documentedDefault('….connectTimeoutMs'),
    idle: documentedDefault('….idleTimeoutMs'),
  }).toEqual({
    'mirror.timeoutMs': mirror.timeoutMs.toLocaleString('en'),
    'mirror.maxBodyBytes': `${mirror.maxBodyBytes / 1_048_576} MiB`,
    'mirror.maxConcurrent': readsAndWrites(mirror.maxConcurrent),
    'mirror.maxPending': readsAndWrites(mirror.maxPending),
    'compare.captureBytes': `${compare.captureBytes / 1_024} KiB`,
    connect: primary.connectTimeoutMs.toLocaleString('en'),
    idle: primary.idleTimeoutMs.toLocaleString('en'),
  });
});

function readsAndWrites({ reads, writes }: { readonly reads: number; readonly writes: number }): string {
  return `\`reads: ${reads}\`, \`writes: ${writes}\``;
}
