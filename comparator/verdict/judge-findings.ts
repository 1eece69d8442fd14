import type { EvidenceDocument, FindingEvidence } from './evidence-document.ts';
import { levelsOf, type JudgeLimits } from './levels.ts';
import {
  confirmedReason,
  confirmingKeys,
  noiseReason,
  notAssessableReason,
  suspectedReason,
} from './finding-reasons.ts';
import { atMost, eValue } from './reason.ts';
import { controlledPairs, sightingsOf, type Sightings } from './sightings.ts';
import { eBenjaminiHochberg } from './statistics/e-bh.ts';
import { excessUpperBound, logAgainstExcess, type Balance } from './statistics/excess.ts';
import type { ConfirmedFinding, NoiseResult, Reason } from './verdict.ts';

/** Where the control agrees with the primary in no more than this share of pairs, a regression has no room to show. */
const leastRoom = 0.05;

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

/** Judges findings on at least three keys that no rule hides. Pairs that differ otherwise are part of the rest. */
export function judgeFindings(
  document: EvidenceDocument,
  hidden: ReadonlySet<string>,
  limits: JudgeLimits,
): FindingsJudged {
  const isEvidence = evidenceIn(document);
  const findings = document.findings.filter(
    ({ id, keys }) => keys >= confirmingKeys && !hidden.has(id) && isEvidence(id),
  );
  return document.controlled ? againstControl(document, findings, limits) : withoutControl(findings);
}

/**
 * What is in no pattern was seen in pairs that are set aside, as when the shadow turns callers away: the ledger's gates are about these. Unless
 * patterns have overflown; then it may have been in one of those.
 */
function evidenceIn({ patterns, overflow }: EvidenceDocument): (id: string) => boolean {
  if (overflow.patterns > 0) return () => true;
  const ids = new Set(
    patterns.flatMap(({ shadowOnly, controlOnly, both }) => [...shadowOnly, ...controlOnly, ...both]),
  );
  return (id) => ids.has(id);
}

/** There is no noise but what rules declare. */
function withoutControl(findings: readonly FindingEvidence[]): FindingsJudged {
  const confirmed = findings.map((finding) => confirmedFinding(finding, null, 'confirmed'));
  return {
    confirmed,
    noise: [],
    accounted: new Set(findings.map(({ id }) => id)),
    reasons: atMost(confirmed, confirmedReason, 'findings'),
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
      ...atMost(confirmed, confirmedReason, 'findings'),
      ...atMost(
        suspects,
        ({ finding, seen, controlled }) =>
          suspectedReason(finding, balanceOf(seen, controlled), Math.log(hypotheses / level)),
        'findings',
      ),
      ...atMost(
        noise.filter(({ standing }) => standing === 'not-assessable'),
        notAssessableReason,
        'fields',
      ),
      ...atMost(
        noise.filter(({ standing, excessUpper }) => standing === 'noise' && excessUpper > gates.noise),
        (one) => noiseReason(one, gates.noise),
        'fields',
      ),
    ],
  };
}

function isShownByControl({ controlOnly, both }: Sightings): boolean {
  return controlOnly + both > 0;
}

function balanceOf({ shadowOnly, controlOnly }: Sightings, controlled: number): Balance {
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
