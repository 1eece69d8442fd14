import type { VerdictAnswer } from '../api/verdict-answer.ts';
import { epochText } from './cycle-text.ts';
import { useRow, useHead } from './rules-text.ts';
import { formatCount, formatShare, formatTime, table, type Cell } from './table.ts';

const headlines: Readonly<Record<VerdictAnswer['outcome'], string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
};

const effects: Readonly<Record<VerdictAnswer['reasons'][number]['effect'], string>> = {
  fails: 'fails   ',
  blocks: 'missing ',
  supports: 'because ',
};

/** The outcome and its reasons, then everything they rest on, to be checked by hand. */
export function verdictText(verdict: VerdictAnswer): string {
  const { epoch, population, ledger } = verdict;
  const about = [
    populationText(population),
    epochText(epoch),
    `Of ${formatCount(ledger.settled)} mirrored requests that ended: evidence ${formatShare(ledger.evidence)}, set aside ${formatShare(ledger.setAside)} (gate ${formatShare(verdict.gates.setAside)}), lost ${formatShare(ledger.loss)} (gate ${formatShare(verdict.gates.loss)}).`,
    restText(verdict),
  ].join('\n');
  return [verdictSummary(verdict), about, ...sections(verdict)].join('\n\n');
}

/** The outcome and its first reasons. */
export function verdictSummary(
  { migration, outcome, judgedAt, reasons }: VerdictAnswer,
  mostReasons = reasons.length,
): string {
  const more = reasons.length - mostReasons;
  return [
    `${migration}: ${headlines[outcome]} (${formatTime(judgedAt)})`,
    ...reasons.slice(0, mostReasons).map(({ effect, text }) => `  ${effects[effect]}${text}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ].join('\n');
}

function populationText({ pairs, keys, endpoints, from, to }: VerdictAnswer['population']): string {
  const period = from === null || to === null ? '' : `, from ${formatTime(from)} to ${formatTime(to)}`;
  return `It is about ${formatCount(pairs)} pairs of ${formatCount(keys)} keys on ${endpoints === 1 ? '1 endpoint' : `${formatCount(endpoints)} endpoints`}${period}.`;
}

function restText({ rest, gates, levels }: VerdictAnswer): string {
  const { n, k, controlOnly, lower, upper, eFail, ePass } = rest;
  return [
    `Unexplained rest: ${formatCount(k)} of ${formatCount(n)} pairs, where ${formatShare(gates.differenceRate)} is tolerated; only the control differed in ${formatCount(controlOnly)}.`,
    `  The rate lies from ${formatRate(lower)} to ${formatRate(upper)} (confidence ${formatShare(1 - gates.alpha)}, whenever one looks).`,
    `  Evidence (e-value) that it is over the budget: ${formatEvidence(eFail)}, enough from ${formatEvidence(1 / levels.rest)}; that it is within: ${formatEvidence(ePass)}, enough from ${formatEvidence(1 / levels.pass)}.`,
  ].join('\n');
}

function sections(verdict: VerdictAnswer): readonly string[] {
  const { confirmed, endpoints, latency, noise, rules, expected } = verdict;
  return [
    section(
      'Findings that block',
      ['standing', 'class', 'endpoint', 'path', 'pairs', 'keys', 'evidence'],
      confirmed.map((finding) => [
        finding.standing,
        finding.class,
        finding.endpoint,
        finding.path,
        finding.pairs,
        finding.keys,
        finding.eValue === null ? 'no control' : formatEvidence(finding.eValue),
      ]),
    ),
    section(
      'Endpoints',
      ['endpoint', 'pairs', 'keys', 'share', 'covered', 'rate at most'],
      endpoints.map(({ endpoint, pairs, keys, share, required, covered, upper }) => [
        endpoint,
        pairs,
        keys,
        formatShare(share),
        `${covered ? 'yes' : 'no'}${required ? ', required' : ''}`,
        formatRate(upper),
      ]),
    ),
    section(
      'Latency, shadow to primary',
      ['endpoint', 'quantile', 'ratio', 'bounds', 'gate', 'blocks', 'standing'],
      latency.map(({ endpoint, quantile, ratio, lower, upper, gate, blocks, standing }) => [
        endpoint,
        quantile,
        ratio === null ? 'unknown' : ratio.toFixed(3),
        `${formatBound(lower)} to ${formatBound(upper)}`,
        String(gate),
        blocks,
        standing,
      ]),
    ),
    section(
      'Noise: what the control shows too',
      [
        'standing',
        'class',
        'endpoint',
        'path',
        'pairs',
        'shadow only',
        'control only',
        'both',
        'excess at most',
      ],
      noise.map((path) => [
        path.standing,
        path.class,
        path.endpoint,
        path.path,
        path.pairs,
        path.shadowOnly,
        path.controlOnly,
        path.both,
        formatRate(path.excessUpper),
      ]),
    ),
    section(
      'Rules',
      ['rule', 'owner', 'expires', ...useHead],
      rules.map(({ id, owner, expires, ...use }) => [
        id,
        owner,
        expires === null ? 'never' : formatTime(expires),
        ...useRow(use),
      ]),
    ),
    section(
      'Expected differences',
      ['accounted for by', 'class', 'endpoint', 'path', 'pairs'],
      expected.map((difference) => [
        difference.by,
        difference.class,
        difference.endpoint,
        difference.path,
        difference.pairs,
      ]),
    ),
  ].flat();
}

/** More rows than a person reads at once; `--json` has all. */
const mostRows = 50;

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const rest =
    rows.length > mostRows ? `\n${formatCount(rows.length - mostRows)} more: see them with --json.` : '';
  return [`${title}:\n${table(head, rows.slice(0, mostRows))}${rest}`];
}

/** A rate from 0 to 1, with three significant digits of its percent. */
function formatRate(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`;
}

/** An e-value: of no use beyond three digits, and null where it is infinite. */
function formatEvidence(value: number | null): string {
  if (value === null) return 'infinite';
  return value >= 1e6 ? value.toExponential(1) : formatCount(Number(value.toPrecision(3)));
}

function formatBound(bound: number | null): string {
  return bound === null ? 'infinity' : bound.toFixed(3);
}
