import type { Report } from '../api/answers.ts';
import { epochText } from './cycle-text.ts';
import { expectedText } from './expected-text.ts';
import { findingsText } from './findings-text.ts';
import { ledgerText } from './ledger-text.ts';
import { formatCount, formatTime, table } from './table.ts';

const headlines: Readonly<Record<Report['outcome'], string>> = {
  'no-evidence': 'NO EVIDENCE: no pair has been compared yet',
  'no-differences-found': 'no differences found in what was compared',
  'differences-found': 'DIFFERENCES FOUND',
};

export function reportText({
  migration,
  generatedAt,
  outcome,
  pairs,
  endpoints,
  findings,
  epoch,
  expected = [],
  noise,
  ledger,
}: Report): string {
  const sections = [
    `${migration}: ${headlines[outcome]} (${formatTime(generatedAt)})`,
    `${formatCount(pairs.compared)} pairs compared: ${formatCount(pairs.identical)} identical, ${formatCount(pairs.differing)} differing.`,
  ];
  if (endpoints.length > 0) {
    const rows = endpoints.map(({ endpoint, compared, differing }) => [endpoint, compared, differing]);
    sections.push(table(['endpoint', 'compared', 'differing'], rows));
  }
  sections.push(findingsText(findings));
  if (expected.length > 0) sections.push(expectedText(expected));
  if (noise !== undefined) {
    sections.push(
      `The control answered in ${formatCount(noise.controlled)} pairs, and showed ${formatCount(noise.findings)} kinds of difference too: \`umbra verdict ${migration}\` tells noise from findings.`,
    );
  }
  sections.push(ledgerText(ledger));
  if (epoch !== undefined) sections.push(epochText(epoch));
  return sections.join('\n\n');
}
