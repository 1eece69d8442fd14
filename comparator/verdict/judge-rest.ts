import type { EvidenceDocument } from './evidence-document.ts';
import { levelsOf, type JudgeLimits } from './levels.ts';
import { about, blocks, count, eValue, fails, percent, supports } from './reason.ts';
import { logAgainstExcess, type Balance } from './statistics/excess.ts';
import { logMixture } from './statistics/log-mixture.ts';
import { logAgainstAtLeast, logAgainstAtMost, lowerBound, upperBound, type Rate } from './statistics/rate.ts';
import { firstCount } from './statistics/threshold.ts';
import { tallyPatterns, type Tally } from './tally-patterns.ts';
import type { Reason, RestResult } from './verdict.ts';

/** Stake on all pairs together; what is left is spread evenly over all endpoints that there could be. */
export const pooledWeight = 1 / 2;

/** More pairs than that are not foretold. */
const mostForetold = 1e9;

export interface RestJudged {
  readonly rest: RestResult;
  readonly rateOf: (endpoint: string) => Rate;
  readonly reasons: readonly Reason[];
}

/** Holds what no finding, noise or rule accounts for against the budget. */
export function judgeRest(
  document: EvidenceDocument,
  known: { readonly hidden: ReadonlySet<string>; readonly accounted: ReadonlySet<string> },
  limits: JudgeLimits,
): RestJudged {
  const { gates } = document;
  const p0 = gates.differenceRate;
  const levels = levelsOf(gates.alpha);
  const tally = tallyPatterns(document, known);
  const { whole } = tally;
  const logFail = logAgainstBudget(document.controlled, p0, tally, limits);
  const logPass = logAgainstAtLeast(p0, whole.rate);
  const rest: RestResult = {
    n: whole.rate.n,
    k: whole.rate.k,
    controlOnly: whole.controlOnly,
    eFail: eValue(logFail.sum),
    ePass: eValue(logPass),
    lower: lowerBound(whole.rate, levels.pass),
    upper: upperBound(whole.rate, levels.pass),
  };
  return { rest, rateOf: (endpoint) => tally.of(endpoint).rate, reasons: [...reasonsOf()] };

  function* reasonsOf(): Generator<Reason> {
    if (logFail.sum >= -Math.log(levels.rest)) {
      const worst = logFail.worst === undefined ? whole : tally.of(logFail.worst);
      const where = logFail.worst === undefined ? '' : `${logFail.worst}: `;
      yield fails('rest-over-budget', where + overBudget(worst, document.controlled, p0));
    }
    if (whole.rate.n === 0) return;
    if (logPass >= -Math.log(levels.pass)) {
      yield supports(
        'rest-within-budget',
        `${found(whole.rate)}; the rate is below ${percent(rest.upper)}, and ${percent(p0)} is tolerated.`,
      );
    } else yield blocks('budget-not-shown', `${found(whole.rate)}; ${notShown(whole.rate, gates)}`);
  }
}

/**
 * Logarithm of the evidence against "no endpoint, nor all together, is over the budget": a mean with fixed weights of e-values is one
 * whatever the dependence between them (Vovk and Wang, Ann. Statist. 49(3), 2021). Without a control each pair counts that differs
 * for no reason known. With one it is the balance of pairs in which only the shadow disagrees and in which only the control does: the two
 * are alike where the versions are, so nothing needs to be known to be noise.
 */
function logAgainstBudget(isControlled: boolean, p0: number, tally: TallyOfAll, limits: JudgeLimits) {
  const logE = ({ certain, balance }: Tally): number =>
    isControlled ? logAgainstExcess(p0, balance) : logAgainstAtMost(p0, certain);
  const possible = Math.max(limits.endpoints, tally.endpoints.size);
  const bets: {
    readonly endpoint: string | undefined;
    readonly weight: number;
    readonly logValue: number;
  }[] = [
    { endpoint: undefined, weight: pooledWeight, logValue: logE(tally.whole) },
    ...[...tally.endpoints].map(([endpoint, one]) => ({
      endpoint,
      weight: (1 - pooledWeight) / possible,
      logValue: logE(one),
    })),
  ];
  const stakeOf = (bet: (typeof bets)[number]): number => bet.logValue + Math.log(bet.weight);
  return {
    sum: logMixture(bets),
    worst: bets.reduce((most, bet) => (stakeOf(bet) > stakeOf(most) ? bet : most)).endpoint,
  };
}

type TallyOfAll = ReturnType<typeof tallyPatterns>;

function overBudget({ certain, balance }: Tally, isControlled: boolean, p0: number): string {
  if (!isControlled)
    return `${found(certain)}, more than the budget of ${percent(p0)} lets happen by chance.`;
  return `only the shadow disagrees with the primary in ${pairsOf(balance.up, balance.n)}, only the control in ${count(balance.down)}: more apart than the budget of ${percent(p0)} and chance let them be.`;
}

function found({ k, n }: Rate): string {
  return `${pairsOf(k, n)}${k === 0 ? '' : ` (${percent(k / n)})`} differ for no reason known`;
}

function pairsOf(some: number, all: Balance['n']): string {
  return `${count(some)} of ${count(all)} pairs`;
}

function notShown({ k, n }: Rate, gates: EvidenceDocument['gates']): string {
  const budget = `the budget of ${percent(gates.differenceRate)} is not yet shown`;
  const more = firstCount(
    (pairs) => logAgainstAtLeast(gates.differenceRate, { k, n: n + pairs }) >= -Math.log(gates.alpha),
    mostForetold,
  );
  return more === undefined
    ? `${budget}.`
    : `${budget}: about ${about(more)} more pairs without a difference would.`;
}
