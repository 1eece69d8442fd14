import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseMigrationFile } from '../../control-plane/migration/migration-file.ts';

describe("the demo's migration file", () => {
  it('is accepted, and ignores nothing', async () => {
    const text = await readFile(new URL('../../demo/migration.yaml', import.meta.url), 'utf8');
    const parsed = parseMigrationFile(text);
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.problems));
    expect(parsed.migration.compare.rules).toEqual([]);
  });
});
