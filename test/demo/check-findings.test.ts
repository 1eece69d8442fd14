import { describe, expect, it } from 'vitest';
import { checkFindings } from '../../demo/check-findings.ts';
import { plantedDefects, type FindingPlace } from '../../demo/expected-findings.ts';

const everything = plantedDefects.flatMap((defect) => defect.findings);
const stranger: FindingPlace = { endpoint: 'GET /products', path: '$.items[].name', class: 'value' };

describe('the check of a report against the planted defects', () => {
  it('is exact when all of them are reported and nothing else', () => {
    expect(checkFindings(everything, plantedDefects)).toMatchObject({ exact: true, unexpected: [] });
    expect(checkFindings([], []).exact).toBe(true);
  });

  it.each(everything)('names $endpoint $path ($class) when it is missing', (left) => {
    const check = checkFindings(
      everything.filter((finding) => finding !== left),
      plantedDefects,
    );
    expect(check.exact).toBe(false);
    expect(check.defects.flatMap((defect) => defect.missing)).toEqual([left]);
  });

  it.each([
    ['another place', stranger],
    ['another class at an expected place', { ...everything[0], class: 'value' } as FindingPlace],
  ])('names what no one planted: %s', (_, extra) => {
    const check = checkFindings([...everything, extra], plantedDefects);
    expect(check).toMatchObject({ exact: false, unexpected: [extra] });
    expect(checkFindings([extra], []).exact).toBe(false);
  });
});
