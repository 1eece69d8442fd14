import type { EvidenceDocument } from './evidence-document.ts';
import { judgeCoverage, mustBeCovered } from './judge-coverage.ts';
import { judgeFindings } from './judge-findings.ts';
import { judgeLatency } from './judge-latency.ts';
import { judgeLedger } from './judge-ledger.ts';
import { judgeRest } from './judge-rest.ts';
import { defaultJudgeLimits, levelsOf, type JudgeLimits } from './levels.ts';
import { readRules } from './read-rules.ts';
import type { Outcome, Reason, Verdict } from './verdict.ts';

/**
 * What the evidence says. FAIL where anything is shown that must not be; PASS where everything is shown that has to be; else
 * INCONCLUSIVE, with what is missing. A function of the document, so one may look after every pair, and whoever has the document
 * comes to the same verdict. `limits` are the bounds that the evidence was collected under.
 */
export function judge(
  document: EvidenceDocument,
  now: Date,
  limits: JudgeLimits = defaultJudgeLimits,
): Verdict {
  const rules = readRules(document, now);
  const findings = judgeFindings(document, rules.hidden, limits);
  const {
    rest,
    rateOf,
    reasons: restReasons,
  } = judgeRest(document, { hidden: rules.hidden, accounted: findings.accounted }, limits);
  const coverage = judgeCoverage(document, rateOf);
  const needed = new Set(coverage.endpoints.filter(mustBeCovered).map(({ endpoint }) => endpoint));
  const latency = judgeLatency(document, (endpoint) => needed.has(endpoint), limits);
  const ledger = judgeLedger(document);
  const reasons = [
    ...findings.reasons,
    ...restReasons,
    ...latency.reasons,
    ...coverage.reasons,
    ...rules.reasons,
    ...ledger.reasons,
  ];
  const outcome = outcomeOf(reasons);
  return {
    migration: document.migration,
    judgedAt: now,
    outcome,
    reasons: shown(reasons, outcome),
    epoch: document.epoch,
    gates: document.gates,
    population: coverage.population,
    levels: levelsOf(document.gates.alpha),
    confirmed: findings.confirmed,
    rest,
    endpoints: coverage.endpoints,
    latency: latency.latency,
    noise: findings.noise,
    ledger: ledger.ledger,
    rules: rules.uses,
    expected: expectedOf(document),
  };
}

function outcomeOf(reasons: readonly Reason[]): Outcome {
  if (reasons.some(({ effect }) => effect === 'fails')) return 'fail';
  return reasons.some(({ effect }) => effect === 'blocks') ? 'inconclusive' : 'pass';
}

/** What fails, then what is missing; what supports a PASS only with one. */
function shown(reasons: readonly Reason[], outcome: Outcome): Reason[] {
  const withEffect = (effect: Reason['effect']): Reason[] =>
    reasons.filter((reason) => reason.effect === effect);
  return outcome === 'pass' ? withEffect('supports') : [...withEffect('fails'), ...withEffect('blocks')];
}

/** What rules account for is with the rules. */
function expectedOf({ explained }: EvidenceDocument): Verdict['expected'] {
  return explained.flatMap(({ endpoint, path, class: differenceClass, by, count }) => {
    if (by.kind === 'rule') return [];
    const name = by.kind === 'mapping' ? `mapping step ${by.step + 1}` : by.kind;
    return [{ endpoint, path, class: differenceClass, by: name, pairs: count }];
  });
}
