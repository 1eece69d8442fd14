import type { MappingStep } from '../mapping/mapping-step.ts';
import type { EvidenceDocument } from '../verdict/evidence-document.ts';
import { coveredInWords, coverageOf, isOverBroad } from './coverage.ts';
import { declaredProblems } from './declared-problems.ts';
import { estimateRule, type PairSample } from './estimate-rule.ts';
import { hiddenBy } from './hidden-by.ts';
import type { RulePreview } from './rule-preview.ts';
import type { Rule } from './rule.ts';

export interface PreviewInput {
  readonly document: EvidenceDocument;
  readonly candidate: readonly Rule[];
  readonly now: Date;
  readonly mapping?: readonly MappingStep[];
  /** Differing pairs in memory; without them there is nothing to estimate from. */
  readonly sample?: PairSample | undefined;
}

/** Each candidate by itself, on top of the rules in force that it does not replace. */
export function previewRules({
  document,
  candidate,
  now,
  mapping = [],
  sample,
}: PreviewInput): readonly RulePreview[] {
  const replaced = new Set(candidate.map(({ id }) => id));
  const kept = document.rules.filter(({ id }) => !replaced.has(id));
  const problems = declaredProblems({ rules: [...kept, ...candidate], mapping }).rules;
  return candidate.map((rule) => {
    const reasons = [problems.get(rule.id)].filter((reason) => reason !== undefined);
    const coverage = rule.expect.kind === 'ignore' ? coverageOf(rule, document.endpoints) : [];
    const overBroad = coverage.filter(isOverBroad).map(coveredInWords);
    const objections = [
      ...unknownEndpoint(rule, document),
      ...overBroad.map((what) => wouldHide(rule, what)),
    ];
    const refused = reasons.length > 0 || (objections.length > 0 && !rule.force);
    const said = { rule: rule.id, refused, reasons: [...reasons, ...objections], overBroad };
    if (rule.expect.kind === 'ignore' && rule.when === undefined) {
      return { ...said, basis: 'exact', ...hiddenBy(rule, kept, document, now), coverage, sample: null };
    }
    const { findings, ...estimated } = estimateRule(rule, kept, document, now, sample);
    return { ...said, basis: 'estimate', findings, pairs: null, cleared: null, coverage, sample: estimated };
  });
}

function unknownEndpoint({ endpoint }: Rule, { endpoints }: EvidenceDocument): string[] {
  if (endpoint === undefined || endpoint === '*' || endpoints.some((known) => known.endpoint === endpoint))
    return [];
  return [`endpoint: no request of ${endpoint} was compared; see the report for the endpoints there are`];
}

function wouldHide({ path }: Rule, what: string): string {
  return `path: ${path} would hide ${what}: name fewer fields, or say force: true to accept that`;
}
