import type { ListedRule, RulePreview } from '../api/rules-answer.ts';
import type { VerdictAnswer } from '../api/verdict-answer.ts';
import { formatCount, formatTime, table, type Cell } from './table.ts';

type Use = Pick<VerdictAnswer['rules'][number], 'hits' | 'lastHit' | 'standing'>;

export const useHead = ['hits', 'last hit', 'standing'] as const;

const standings: Readonly<Record<Use['standing'], string>> = {
  active: 'active',
  expired: 'expired: it hides nothing any more',
  stale: 'stale: it has hidden nothing',
  'over-broad': 'over-broad: it hides too much',
};

export function useRow({ hits, lastHit, standing }: Use): readonly Cell[] {
  return [hits, lastHit === null ? 'never' : formatTime(lastHit), standings[standing]];
}

export function rulesText(rules: readonly ListedRule[], problem: string | undefined): string {
  if (rules.length === 0) return 'No rules.';
  const rows = rules.map((rule): readonly Cell[] => [
    rule.id,
    [
      rule.endpoint ?? 'every endpoint',
      ...(rule.when ? [`where the status is ${rule.when.status}`] : []),
    ].join(', '),
    rule.path,
    rule.class ?? 'any',
    expectText(rule.expect),
    `${rule.owner}: ${rule.reason}`,
    rule.expires ?? 'never',
    ...(rule.use === null ? ['unknown', 'unknown', 'unknown'] : useRow(rule.use)),
  ]);
  const head = ['rule', 'endpoint', 'path', 'class', 'expects', 'owner and reason', 'expires', ...useHead];
  const note = problem === undefined ? '' : `\nWhat they hid is not known: ${problem}.`;
  return `${table(head, rows)}${note}`;
}

function expectText(expect: unknown): string {
  return typeof expect === 'string' ? expect : JSON.stringify(expect);
}

export function previewText({ basis, refused, reasons, findings, pairs, cleared }: RulePreview): string {
  const lines = [
    findings.length === 0
      ? 'It names nothing that was found and is not hidden yet.'
      : table(
          ['class', 'endpoint', 'path', 'pairs'],
          findings.map((finding) => [finding.class, finding.endpoint, finding.path, finding.pairs]),
        ),
    ...(pairs === null || cleared === null
      ? []
      : [
          `${formatCount(pairs)} pairs show that, and ${formatCount(cleared)} of them would show nothing any more.`,
        ]),
    basis === 'exact'
      ? 'Counted in the evidence there is.'
      : 'An estimate, tried on a sample of the pairs that differ.',
    ...(reasons.length === 0
      ? []
      : [
          refused ? 'IT WOULD BE REFUSED, unless with --force:' : 'Forced, although:',
          ...reasons.map((reason) => `  ${reason}`),
        ]),
  ];
  return lines.join('\n');
}
