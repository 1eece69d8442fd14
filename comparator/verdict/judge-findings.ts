import { isSignInFinding } from '../ledger/sign-in.ts';
import type { EvidenceDocument, FindingEvidence } from './evidence-document.ts';
import { levelsOf, type JudgeLimits } from './levels.ts';
import { atMost, blocks, count, counted, eValue, fails, percent } from './reason.ts';
import { controlledPairs, sightingsOf, type Sightings } from './sightings.ts';
import { eBenjaminiHochberg } from './statistics/e-bh.ts';
import { excessUpperBound, logAgainstExcess } from './statistics/excess.ts';
import { firstCount } from './statistics/threshold.ts';
import type { ConfirmedFinding, NoiseResult, Reason } from './verdict.ts';

/** Distinct keys that make differences of one kind a finding that blocks at any rate. */
const confirmingKeys = 3;

/** Where the control agrees with the primary in no more than this share of pairs, a regression has no room to show. */
const leastRoom = 0.05;

/** More pairs than that are not foretold. */
const mostForetold = 1e6;

export interface FindingsJudged {
  readonly confirmed: readonly ConfirmedFinding[];
  readonly noise: readonly NoiseResult[];
  /** Ids that the rest is not asked to account for: they fail, or have a gate of their own. */
  readonly accounted: ReadonlySet<string>;
  readonly reasons: readonly Reason[];
}

interface Candidate {
  readonly finding: FindingEvidence;
  readonly seen: Sightings;
  readonly controlled: number;
  readonly logE: number;
}

/**
 * Judges findings on at least three keys that no rule hides. Each of others is part of the rest. That the shadow turns callers away is
 * a question of its set-up, not of the migration, and a reason of its own.
 */
export function judgeFindings(
  document: EvidenceDocument,
  hidden: ReadonlySet<string>,
  limits: JudgeLimits,
): FindingsJudged {
  const findings = document.findings.filter(
    (finding) => finding.keys >= confirmingKeys && !hidden.has(finding.id) && !isSignInFinding(finding),
  );
  return document.controlled ? againstControl(document, findings, limits) : withoutControl(findings);
}

/** There is no noise but what rules declare. */
function withoutControl(findings: readonly FindingEvidence[]): FindingsJudged {
  const confirmed = findings.map((finding) => confirmedFinding(finding, null, 'confirmed'));
  return {
    confirmed,
    noise: [],
    accounted: new Set(findings.map(({ id }) => id)),
    reasons: atMost(confirmed.map(confirmedReason), 'findings'),
  };
}

/**
 * Each finding is tested against "shadow and control show it equally often": with no tolerance while the control has never shown it, else
 * with that of the budget. What is rejected, by e-BH over all findings that there could be, is a regression.
 */
function againstControl(
  document: EvidenceDocument,
  findings: readonly FindingEvidence[],
  limits: JudgeLimits,
): FindingsJudged {
  const { gates } = document;
  const level = levelsOf(gates.alpha).findings;
  const hypotheses = Math.max(limits.findings, document.findings.length);
  const sightings = sightingsOf(document);
  const candidates = findings.map((finding): Candidate => {
    const seen = sightings(finding.id);
    const controlled = controlledPairs(document, finding.endpoint);
    const tolerated = isShownByControl(seen) ? gates.differenceRate : 0;
    return { finding, seen, controlled, logE: logAgainstExcess(tolerated, balanceOf(seen, controlled)) };
  });
  const rejected = eBenjaminiHochberg(new Map(candidates.map(({ finding, logE }) => [finding.id, logE])), {
    hypotheses,
    level,
  });
  const isRejected = ({ finding }: Candidate): boolean => rejected.has(finding.id);
  const suspects = candidates.filter((one) => !isRejected(one) && !isShownByControl(one.seen));
  const noise = candidates
    .filter(({ seen }) => isShownByControl(seen))
    .map((one) => noiseResult(one, isRejected(one), gates.alpha));
  const confirmed = candidates
    .filter(isRejected)
    .map(({ finding, logE }) => confirmedFinding(finding, eValue(logE), 'confirmed'));
  return {
    confirmed: [
      ...confirmed,
      ...suspects.map(({ finding, logE }) => confirmedFinding(finding, eValue(logE), 'suspected')),
    ],
    noise,
    accounted: new Set([...rejected, ...noise.map(({ id }) => id)]),
    reasons: [
      ...atMost(confirmed.map(confirmedReason), 'findings'),
      ...atMost(
        suspects.map((suspect) => suspectedReason(suspect, Math.log(hypotheses / level))),
        'findings',
      ),
      ...atMost(
        noise.filter(({ standing }) => standing === 'not-assessable').map(notAssessableReason),
        'fields',
      ),
      ...atMost(
        noise
          .filter(({ standing, excessUpper }) => standing === 'noise' && excessUpper > gates.noise)
          .map((one) => noiseReason(one, gates.noise)),
        'fields',
      ),
    ],
  };
}

function isShownByControl({ controlOnly, both }: Sightings): boolean {
  return controlOnly + both > 0;
}

function balanceOf({ shadowOnly, controlOnly }: Sightings, controlled: number) {
  return { up: shadowOnly, down: controlOnly, n: Math.max(controlled, shadowOnly + controlOnly) };
}

function noiseResult(
  { finding, seen, controlled }: Candidate,
  isRejected: boolean,
  alpha: number,
): NoiseResult {
  const room = controlled - seen.controlOnly - seen.both;
  const isAssessable = room > leastRoom * controlled;
  return {
    ...identityOf(finding),
    pairs: controlled,
    shadowOnly: seen.shadowOnly,
    controlOnly: seen.controlOnly,
    both: seen.both,
    standing: isRejected ? 'regression' : isAssessable ? 'noise' : 'not-assessable',
    excessUpper: excessUpperBound(balanceOf(seen, controlled), alpha),
  };
}

function confirmedFinding(
  finding: FindingEvidence,
  evidence: number | null,
  standing: ConfirmedFinding['standing'],
): ConfirmedFinding {
  return {
    ...identityOf(finding),
    pairs: finding.count,
    keys: finding.keys,
    eValue: evidence,
    standing,
  };
}

function identityOf({ id, endpoint, path, class: differenceClass }: FindingEvidence) {
  return { id, endpoint, path, class: differenceClass };
}

function confirmedReason({ endpoint, path, class: kind, pairs, keys }: ConfirmedFinding): Reason {
  return fails(
    'confirmed-finding',
    `${endpoint}: ${path} (${kind}) differs in ${counted(pairs, 'pair')} on ${counted(keys, 'key')}; from ${confirmingKeys} keys on a finding fails at any rate. Fix it, or accept it by a rule with an owner.`,
  );
}

function suspectedReason({ finding, seen, controlled, logE }: Candidate, needed: number): Reason {
  const { up, down, n } = balanceOf(seen, controlled);
  const more = firstCount(
    (pairs) => logAgainstExcess(0, { up: up + pairs, down, n: n + pairs }) >= needed,
    mostForetold,
  );
  const foretold =
    more === undefined || logE >= needed ? '' : ` About ${counted(more, 'more such pair')} would decide.`;
  return blocks(
    'suspected-finding',
    `${finding.endpoint}: ${finding.path} (${finding.class}) differs in ${counted(finding.count, 'pair')} on ${counted(finding.keys, 'key')}, and the control never showed it; it may still be noise that has shown on the shadow first.${foretold}`,
  );
}

function notAssessableReason({ endpoint, path, class: kind, pairs, controlOnly, both }: NoiseResult): Reason {
  return blocks(
    'not-assessable',
    `${endpoint}: ${path} (${kind}) differs between primary and control in ${count(controlOnly + both)} of ${count(pairs)} pairs, so a regression there could not show. Accept it by a rule, or make it comparable.`,
  );
}

function noiseReason(one: NoiseResult, gate: number): Reason {
  return blocks(
    'noise-open',
    `${one.endpoint}: ${one.path} (${one.class}) is noisy: of ${count(one.pairs)} pairs only the shadow differs in ${count(one.shadowOnly)}, only the control in ${count(one.controlOnly)}. The shadow may differ in up to ${percent(one.excessUpper)} more, and ${percent(gate)} is tolerated; more pairs narrow it down.`,
  );
}
