import type { FindingEvidence } from './evidence-document.ts';
import { blocks, count, counted, fails, percent } from './reason.ts';
import { logAgainstExcess, type Balance } from './statistics/excess.ts';
import { firstCount } from './statistics/threshold.ts';
import type { ConfirmedFinding, NoiseResult, Reason } from './verdict.ts';

/** Distinct keys that make differences of one kind a finding that blocks at any rate. */
export const confirmingKeys = 3;

/** More pairs than that are not foretold. */
const mostForetold = 1e6;

export function confirmedReason({ endpoint, path, class: kind, pairs, keys }: ConfirmedFinding): Reason {
  return fails(
    'confirmed-finding',
    `${endpoint}: ${path} (${kind}) differs in ${counted(pairs, 'pair')} on ${counted(keys, 'key')}; from ${confirmingKeys} keys on a finding fails at any rate. Fix it, or accept it by a rule with an owner.`,
  );
}

/** `logNeeded` is what it takes for one finding alone to be rejected. */
export function suspectedReason(
  finding: FindingEvidence,
  { up, down, n }: Balance,
  logNeeded: number,
): Reason {
  const more = firstCount(
    (pairs) => logAgainstExcess(0, { up: up + pairs, down, n: n + pairs }) >= logNeeded,
    mostForetold,
  );
  const foretold = more === undefined ? '' : ` About ${counted(more, 'more such pair')} would decide.`;
  return blocks(
    'suspected-finding',
    `${finding.endpoint}: ${finding.path} (${finding.class}) differs in ${counted(finding.count, 'pair')} on ${counted(finding.keys, 'key')}, and the control never showed it; it may still be noise that has shown on the shadow first.${foretold}`,
  );
}

export function notAssessableReason({
  endpoint,
  path,
  class: kind,
  pairs,
  controlOnly,
  both,
}: NoiseResult): Reason {
  return blocks(
    'not-assessable',
    `${endpoint}: ${path} (${kind}) differs between primary and control in ${count(controlOnly + both)} of ${count(pairs)} pairs, so a regression there could not show. Accept it by a rule, or make it comparable.`,
  );
}

export function noiseReason(one: NoiseResult, gate: number): Reason {
  return blocks(
    'noise-open',
    `${one.endpoint}: ${one.path} (${one.class}) is noisy: of ${count(one.pairs)} pairs only the shadow differs in ${count(one.shadowOnly)}, only the control in ${count(one.controlOnly)}. The shadow may differ in up to ${percent(one.excessUpper)} more, and ${percent(gate)} is tolerated; more pairs narrow it down.`,
  );
}
