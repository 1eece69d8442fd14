import type { Report } from '../cli/api/answers.ts';
import type { VerdictAnswer } from '../cli/api/verdict-answer.ts';
import { checkFindings, type FindingsCheck } from './check-findings.ts';
import { plantedDefects, type FindingPlace } from './expected-findings.ts';
import type { MigrationScript } from './shop-databases.ts';
import type { TrafficTally } from './traffic/drive-traffic.ts';

/** What was seen of one migration. */
export interface Seen {
  readonly script: MigrationScript;
  readonly report: Report;
  readonly verdict: VerdictAnswer;
  readonly traffic: TrafficTally;
}

/** What the demo makes of it. */
export interface Outcome extends Seen {
  readonly findings: FindingsCheck;
  /** Whatever makes this run no proof, in words; empty when everything was as expected. */
  readonly complaints: readonly string[];
}

/**
 * Holds a report and its verdict against what was planted. An empty list of findings counts for nothing without pairs compared. The
 * verdict on the clean migration is no PASS: half a minute of traffic shows too little of the budget and of latency, and requests that name
 * new ids are set aside.
 */
export function judgeOutcome(seen: Seen): Outcome {
  const { script, report, verdict, traffic } = seen;
  const findings = checkFindings(report.findings, script === 'defective' ? plantedDefects : []);
  const complaints = [
    ...findings.defects.flatMap(({ defect, missing }) =>
      missing.map((finding) => `missing: ${placeOf(finding)} (${defect.name})`),
    ),
    ...findings.unexpected.map((finding) => `unexpected: ${placeOf(finding)}`),
    ...(report.pairs.compared === 0 ? ['no pair was compared'] : []),
    ...((verdict.outcome === 'fail') === (script === 'defective')
      ? []
      : [`the verdict is ${verdict.outcome.toUpperCase()}`]),
    ...(report.ledger.balanced ? [] : ['the ledger does not balance']),
    ...(traffic.complaints === 0
      ? []
      : [
          `${traffic.complaints} of ${traffic.requests} answers to customers were wrong: ${traffic.examples.join('; ')}`,
        ]),
  ];
  return { ...seen, findings, complaints };
}

export function placeOf({ endpoint, path, class: kind }: FindingPlace): string {
  return `${endpoint}  ${path}  ${kind}`;
}
