import { describe, expect, it } from 'vitest';
import { reportAnswer, type Report } from '../../cli/api/answers.ts';
import { plantedDefects } from '../../demo/expected-findings.ts';
import { outcomeText } from '../../demo/outcome-text.ts';
import { judgeOutcome } from '../../demo/outcome.ts';
import { apiFinding, apiLedger, apiReport } from '../makers/api-report.ts';

const allPlanted = plantedDefects.flatMap((defect) => defect.findings).map((place) => apiFinding(place));
const goodTraffic = { requests: 100, complaints: 0, examples: [] };
const compared = { compared: 90, identical: 80, differing: 10 };

const reportWith = (given: Parameters<typeof apiReport>[0]): Report =>
  reportAnswer.parse(apiReport({ pairs: compared, outcome: 'differences-found', ...given }));

describe("the demo's judgement", () => {
  it('has no complaint when each migration shows exactly what was planted', () => {
    expect(judgeOutcome('defective', reportWith({ findings: allPlanted }), goodTraffic).complaints).toEqual(
      [],
    );
    expect(judgeOutcome('clean', reportWith({ findings: [] }), goodTraffic).complaints).toEqual([]);
  });

  it.each([
    [
      'a missing defect',
      'defective',
      { findings: allPlanted.slice(1) },
      goodTraffic,
      /missing: GET \/products\/\{id\}/,
    ],
    [
      'a finding in the clean one',
      'clean',
      { findings: allPlanted.slice(0, 1) },
      goodTraffic,
      /unexpected: GET/,
    ],
    [
      'an empty list without evidence',
      'clean',
      { pairs: { compared: 0, identical: 0, differing: 0 } },
      goodTraffic,
      /no pair/,
    ],
    ['books that do not balance', 'clean', { ledger: apiLedger({ balanced: false }) }, goodTraffic, /ledger/],
    [
      'a customer told nonsense',
      'clean',
      {},
      { requests: 9, complaints: 1, examples: ['search: status 503'] },
      /1 of 9 .* search: status 503/,
    ],
  ] as const)('complains about %s', (_, script, report, traffic, complaint) => {
    const outcome = judgeOutcome(script, reportWith(report), { ...traffic, examples: [...traffic.examples] });
    expect(outcome.complaints).toHaveLength(1);
    expect(outcome.complaints[0]).toMatch(complaint);
    expect(outcomeText(outcome)).toContain('NOT AS EXPECTED');
  });
});

describe('the end of the demo, for people', () => {
  it('ticks every planted defect with its places and counts', () => {
    const text = outcomeText(judgeOutcome('defective', reportWith({ findings: allPlanted }), goodTraffic));
    for (const { name, findings } of plantedDefects) {
      expect(text).toContain(`✓ ${name}`);
      for (const { endpoint, path } of findings) expect(text).toContain(`✓ ${endpoint}  ${path}`);
    }
    expect(text).toContain('×1,204');
    expect(text).toContain('dropped-index');
    expect(text).not.toContain('✗');
  });

  it('names a stranger in the clean migration, and does not call the list empty', () => {
    const text = outcomeText(
      judgeOutcome('clean', reportWith({ findings: allPlanted.slice(0, 1) }), goodTraffic),
    );
    expect(text).toContain('✗ planted by no one: GET /products/{id}');
    expect(text).not.toContain('no findings');
  });
});
