import type { Report } from '../cli/api/answers.ts';
import { checkFindings, type FindingsCheck } from './check-findings.ts';
import { plantedDefects, type FindingPlace } from './expected-findings.ts';
import type { MigrationScript } from './shop-databases.ts';
import type { TrafficTally } from './traffic/drive-traffic.ts';

/** What the demo saw of one migration. */
export interface Outcome {
  readonly script: MigrationScript;
  readonly report: Report;
  readonly traffic: TrafficTally;
  readonly findings: FindingsCheck;
  /** Whatever makes this run no proof, in words; empty when everything was as expected. */
  readonly complaints: readonly string[];
}

/** Holds a report against what was planted. An empty list of findings counts for nothing without pairs compared. */
export function judgeOutcome(script: MigrationScript, report: Report, traffic: TrafficTally): Outcome {
  const findings = checkFindings(report.findings, script === 'defective' ? plantedDefects : []);
  const complaints = [
    ...findings.defects.flatMap(({ defect, missing }) =>
      missing.map((finding) => `missing: ${placeOf(finding)} (${defect.name})`),
    ),
    ...findings.unexpected.map((finding) => `unexpected: ${placeOf(finding)}`),
    ...(report.pairs.compared === 0 ? ['no pair was compared'] : []),
    ...(report.ledger.balanced ? [] : ['the ledger does not balance']),
    ...(traffic.complaints === 0
      ? []
      : [
          `${traffic.complaints} of ${traffic.requests} answers to customers were wrong: ${traffic.examples.join('; ')}`,
        ]),
  ];
  return { script, report, traffic, findings, complaints };
}

export function placeOf({ endpoint, path, class: kind }: FindingPlace): string {
  return `${endpoint}  ${path}  ${kind}`;
}
