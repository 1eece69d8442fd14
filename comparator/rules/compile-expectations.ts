import { noExpectations, type Expectations, type Unordered } from '../compare/expectations.ts';
import type { Explanation } from '../compare/explanation.ts';
import type { MappingStep } from '../mapping/mapping-step.ts';
import { isActive } from './is-active.ts';
import { PathIndex } from './path-index.ts';
import type { Rule } from './rule.ts';
import { compileTolerance, type Tolerates } from './tolerance.ts';

/** What a migration declares of how its two versions may differ. */
export interface Declared {
  readonly rules: readonly Rule[];
  readonly mapping: readonly MappingStep[];
}

/** Which answers: of what endpoint, with what status on the primary, and when. */
export interface Asked {
  readonly endpoint: string;
  readonly status: number;
  readonly nowMs: number;
}

interface Explainer {
  readonly rule: Rule;
  readonly by: Explanation;
}

/** What is declared of some answers, ready to be asked. Rules that hide as evidence is read have no part in it, but where a status differs. */
export function compileExpectations(declared: Declared, { endpoint, status, nowMs }: Asked): Expectations {
  const rules = declared.rules.filter(
    (rule) =>
      isActive(rule, nowMs) &&
      (rule.endpoint === undefined || rule.endpoint === endpoint) &&
      (rule.when === undefined || rule.when.status === status),
  );
  if (rules.length === 0 && declared.mapping.length === 0) return noExpectations;
  return {
    ...noExpectations,
    comparesPast: comparesPast(rules),
    explain: explain(rules),
    explainLeaf: explainLeaf(rules),
    unordered: unordered(rules),
  };
}

/** Answers that have what the endpoint promises; others say what went wrong, in a form of their own. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function comparesPast(rules: readonly Rule[]): Expectations['comparesPast'] {
  const ignored = new PathIndex<Rule>();
  for (const rule of rules) if (rule.expect.kind === 'ignore') ignored.add(rule.path, rule);
  return (path) => ignored.at(path).some((rule) => names(rule, 'status'));
}

/** What a rule hides of answers with one status only is no longer told apart once it is evidence. */
function explain(rules: readonly Rule[]): Expectations['explain'] {
  const index = new PathIndex<Explainer>();
  for (const rule of rules) {
    if (rule.expect.kind === 'ignore' && rule.when !== undefined) index.add(rule.path, explainer(rule));
  }
  if (index.isEmpty) return undefined;
  return (differenceClass, path) => index.at(path).find(({ rule }) => names(rule, differenceClass))?.by;
}

function explainLeaf(rules: readonly Rule[]): Expectations['explainLeaf'] {
  const index = new PathIndex<Explainer & { readonly tolerates: Tolerates }>();
  for (const rule of rules) {
    if (rule.expect.kind !== 'tolerance') continue;
    index.add(rule.path, { ...explainer(rule), tolerates: compileTolerance(rule.expect) });
  }
  if (index.isEmpty) return undefined;
  return ({ path, class: differenceClass, primary, shadow }) =>
    index.at(path).find(({ rule, tolerates }) => names(rule, differenceClass) && tolerates(primary, shadow))
      ?.by;
}

function unordered(rules: readonly Rule[]): Expectations['unordered'] {
  const index = new PathIndex<Unordered>();
  for (const rule of rules) {
    if (rule.expect.kind === 'unordered') index.add(rule.path, { key: rule.expect.key, ...explainer(rule) });
  }
  return index.isEmpty ? undefined : (path) => index.at(path)[0];
}

function names(rule: Rule, differenceClass: Rule['class']): boolean {
  return rule.class === undefined || rule.class === differenceClass;
}

function explainer(rule: Rule): Explainer {
  return { rule, by: { kind: 'rule', rule: rule.id } };
}
