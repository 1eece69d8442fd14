import { describe, expect, it } from 'vitest';
import { reportAnswer, type Report } from '../../cli/api/answers.ts';
import { verdictAnswer, type VerdictAnswer } from '../../cli/api/verdict-answer.ts';
import { plantedDefects } from '../../demo/expected-findings.ts';
import { outcomeText } from '../../demo/outcome-text.ts';
import { judgeOutcome, type Outcome, type Seen } from '../../demo/outcome.ts';
import { apiFinding, apiLedger, apiReport } from '../makers/api-report.ts';
import { apiVerdict, failingVerdict } from '../makers/api-verdict.ts';

const allPlanted = plantedDefects.flatMap((defect) => defect.findings).map((place) => apiFinding(place));
const goodTraffic = { requests: 100, complaints: 0, examples: [] };
const compared = { compared: 90, identical: 80, differing: 10 };

const reportWith = (given: Parameters<typeof apiReport>[0]): Report =>
  reportAnswer.parse(apiReport({ pairs: compared, outcome: 'differences-found', ...given }));

const toldVerdict = (verdict: object): VerdictAnswer =>
  verdictAnswer.parse(JSON.parse(JSON.stringify(verdict)));
const failing = toldVerdict(failingVerdict());
const inconclusive = toldVerdict(apiVerdict({ outcome: 'inconclusive' }));

/** The verdict is as it should be unless told otherwise. */
function judged(script: Seen['script'], report: Report, seen: Partial<Seen> = {}): Outcome {
  const verdict = script === 'defective' ? failing : inconclusive;
  return judgeOutcome({ script, report, verdict, traffic: goodTraffic, ...seen });
}

describe("the demo's judgement", () => {
  it('has no complaint when each migration shows exactly what was planted', () => {
    expect(judged('defective', reportWith({ findings: allPlanted })).complaints).toEqual([]);
    expect(judged('clean', reportWith({ findings: [] })).complaints).toEqual([]);
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
    const outcome = judged(script, reportWith(report), {
      traffic: { ...traffic, examples: [...traffic.examples] },
    });
    expect(outcome.complaints).toHaveLength(1);
    expect(outcome.complaints[0]).toMatch(complaint);
    expect(outcomeText(outcome)).toContain('NOT AS EXPECTED');
  });
});

describe("the demo's judgement of a verdict", () => {
  it.each<[Seen['script'], VerdictAnswer['outcome'], boolean]>([
    ['defective', 'fail', true],
    ['defective', 'inconclusive', false],
    ['defective', 'pass', false],
    ['clean', 'fail', false],
    ['clean', 'inconclusive', true],
    ['clean', 'pass', true],
  ])('on the %s migration that is %s: as expected %s', (script, outcome, isExpected) => {
    const findings = script === 'defective' ? allPlanted : [];
    const { complaints } = judged(script, reportWith({ findings }), {
      verdict: { ...inconclusive, outcome },
    });
    expect(complaints).toEqual(isExpected ? [] : [`the verdict is ${outcome.toUpperCase()}`]);
  });
});

describe('the end of the demo, for people', () => {
  it('says the verdict with its first reasons, and how many more there are', () => {
    const reasons = Array.from({ length: 7 }, (_, number) => ({
      effect: 'fails' as const,
      code: 'confirmed',
      text: `reason ${number}`,
    }));
    const text = outcomeText(
      judged('defective', reportWith({ findings: allPlanted }), { verdict: { ...failing, reasons } }),
    );
    expect(text).toContain(`The verdict on ${failing.migration}: FAIL`);
    expect(text).toContain('reason 4');
    expect(text).not.toContain('reason 5');
    expect(text).toContain('and 2 more');
  });

  it('ticks every planted defect with its places and counts', () => {
    const text = outcomeText(judged('defective', reportWith({ findings: allPlanted })));
    for (const { name, findings } of plantedDefects) {
      expect(text).toContain(`✓ ${name}`);
      for (const { endpoint, path } of findings) expect(text).toContain(`✓ ${endpoint}  ${path}`);
    }
    expect(text).toContain('×1,204');
    expect(text).toContain('dropped-index');
    expect(text).not.toContain('✗');
  });

  it('names a stranger in the clean migration, and does not call the list empty', () => {
    const text = outcomeText(judged('clean', reportWith({ findings: allPlanted.slice(0, 1) })));
    expect(text).toContain('✗ planted by no one: GET /products/{id}');
    expect(text).not.toContain('no findings');
  });
});
