import type { Finding, Shape } from '../api/answers.ts';
import { formatTime, table } from './table.ts';

export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  const rows = findings.map((finding) => [
    finding.class,
    finding.endpoint,
    finding.path,
    finding.count,
    finding.keys,
    exampleText(finding),
    formatTime(finding.lastSeen),
  ]);
  const shown = table(['class', 'endpoint', 'path', 'count', 'keys', 'primary → shadow', 'last seen'], rows);
  return findings.some((finding) => finding.class === 'generated') ? `${shown}\n${generatedNote}` : shown;
}

const generatedNote =
  'generated: an id that each side gives out for itself stood for another thing than before, as when two records are mixed up.';

function exampleText({ exemplars: [exemplar] }: Finding): string {
  return exemplar === undefined ? '' : `${shapeText(exemplar.primary)} → ${shapeText(exemplar.shadow)}`;
}

/** `string of 40`, `number of 6 digits, 4 after the point`, `status 500`. */
function shapeText({ type, length, scale, literal }: Shape): string {
  if (literal !== undefined) return `${type} ${literal}`;
  if (length === undefined) return type;
  if (type !== 'number') return `${type} of ${length}`;
  return `number of ${length} digits${scale === undefined ? '' : `, ${scale} after the point`}`;
}
