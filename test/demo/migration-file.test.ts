import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseMigrationFile } from '../../control-plane/migration/migration-file.ts';
import { plantedDefects } from '../../demo/expected-findings.ts';

describe("the demo's migration file", () => {
  it('is accepted, and ignores nothing but the times of orders', async () => {
    const text = await readFile(new URL('../../demo/migration.yaml', import.meta.url), 'utf8');
    const parsed = parseMigrationFile(text);
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.problems));
    const { rules } = parsed.migration.compare;
    expect(rules.map((rule) => rule.path.split('.').at(-1))).toEqual(rules.map(() => 'createdAt'));
    for (const { path } of plantedDefects.flatMap((defect) => defect.findings)) {
      expect(rules.map((rule) => rule.path)).not.toContain(path);
    }
  });
});
