import { ledgerText } from '../cli/output/ledger-text.ts';
import { formatCount } from '../cli/output/table.ts';
import { verdictSummary } from '../cli/output/verdict-text.ts';
import { placeOf, type Outcome } from './outcome.ts';

/** More are for `umbra verdict`. */
const mostReasons = 5;

/** The end of the demo for people: every planted defect ticked or not, then what else there is, the ledger, and the verdict. */
export function outcomeText({ script, report, verdict, findings, complaints }: Outcome): string {
  const { pairs } = report;
  const title = `The ${script} migration (demo/migration/${script}.sql)`;
  return [
    `${title}\n${'─'.repeat(title.length)}`,
    `${formatCount(pairs.compared)} pairs compared, ${formatCount(pairs.differing)} of them differ.`,
    findingsPart({ script, findings, report }),
    ledgerText(report.ledger),
    `The verdict on ${verdictSummary(verdict, mostReasons)}`,
    ...(complaints.length === 0
      ? []
      : [`NOT AS EXPECTED:\n${complaints.map((line) => `  ✗ ${line}`).join('\n')}`]),
  ].join('\n\n');
}

function findingsPart({ script, findings, report }: Pick<Outcome, 'script' | 'findings' | 'report'>): string {
  const countAt = (place: string): string =>
    formatCount(report.findings.find((finding) => placeOf(finding) === place)?.count ?? 0);
  const ticked = findings.defects.flatMap(({ defect, found, missing }) => [
    `${missing.length === 0 ? '✓' : '✗'} ${defect.name}: ${defect.mistake}`,
    ...found.map((finding) => `    ✓ ${placeOf(finding)}  ×${countAt(placeOf(finding))}`),
    ...missing.map((finding) => `    ✗ ${placeOf(finding)}  not found`),
  ]);
  const strangers = findings.unexpected.map((finding) => `✗ planted by no one: ${placeOf(finding)}`);
  const notShown =
    script === 'defective'
      ? [
          '· dropped-index: the index on an order’s buyer is gone. Answers are the same, only slower: rightly not in the list.',
        ]
      : [];
  const nothing = report.findings.length === 0 ? ['✓ no findings, and none were planted'] : [];
  return [...ticked, ...notShown, ...(script === 'clean' ? nothing : []), ...strangers].join('\n');
}
