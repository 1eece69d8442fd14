import { parseDecimal } from '../compare/decimal.ts';
import { parsePath, writePath } from '../compare/path-steps.ts';
import { mappingProblems } from '../mapping/mapping-problems.ts';
import type { MappingStep } from '../mapping/mapping-step.ts';
import { stepPaths } from '../mapping/step-paths.ts';
import type { Declared } from './compile-expectations.ts';
import { stepsOfRule } from './steps-of-rule.ts';
import type { Rule } from './rule.ts';

export interface DeclaredProblems {
  /** By the rule's id, why it cannot be applied. */
  readonly rules: ReadonlyMap<string, string>;
  /** Why the mapping as a whole cannot be. */
  readonly mapping: readonly string[];
}

/** What of a declaration cannot be read, or contradicts itself. What is named here must account for nothing. */
export function declaredProblems({ rules, mapping }: Declared): DeclaredProblems {
  const ofMapping = mappingProblems(mapping).map(({ step, reason }) => `step ${step + 1}: ${reason}`);
  const ofRules = new Map<string, string>();
  const note = (rule: Rule, reason: string | undefined) => {
    if (reason !== undefined && !ofRules.has(rule.id)) ofRules.set(rule.id, reason);
  };
  for (const rule of rules) {
    note(rule, reasonAgainst(rule));
    note(rule, reasonAgainstSteps(rule, ofMapping.length === 0 ? mapping : []));
    note(rule, reasonAgainstTolerance(rule, mapping));
  }
  noteRepeated(rules, note);
  noteContradicting(rules, note);
  return { rules: ofRules, mapping: ofMapping };
}

type Note = (rule: Rule, reason: string | undefined) => void;

function reasonAgainst(rule: Rule): string | undefined {
  const parsed = parsePath(rule.path);
  if (parsed.kind === 'not-a-path') return `path: ${rule.path} ${parsed.reason}`;
  const { expect } = rule;
  if (expect.kind !== 'ignore' && parsed.steps[0] !== '$') {
    return `path: ${rule.path} is no field of the body, and ${expect.kind} is about such a field`;
  }
  return expect.kind === 'tolerance' ? reasonAgainstAmounts(expect) : undefined;
}

function reasonAgainstAmounts({
  absolute,
  relative,
  timeMs,
}: Extract<Rule['expect'], { kind: 'tolerance' }>): string | undefined {
  if (absolute === undefined && relative === undefined && timeMs === undefined) {
    return 'expect.tolerance: says none of absolute, relative and timeMs';
  }
  for (const [name, amount] of Object.entries({ absolute, relative })) {
    const decimal = amount === undefined || amount.length > 100 ? undefined : parseDecimal(amount);
    if (amount !== undefined && (decimal === undefined || decimal.negative)) {
      return `expect.tolerance.${name}: "${amount}" is no decimal of 0 or more, such as 0.01`;
    }
  }
  return timeMs !== undefined && !(timeMs >= 0 && Number.isFinite(timeMs))
    ? `expect.tolerance.timeMs: ${timeMs} is no number of 0 or more`
    : undefined;
}

/** The steps a rule stands for come after the mapping's. */
function reasonAgainstSteps(rule: Rule, mapping: readonly MappingStep[]): string | undefined {
  const steps = stepsOfRule(rule);
  if (steps.length === 0) return undefined;
  const before = mapping.filter(({ endpoint }) => endpoint === undefined || endpoint === rule.endpoint);
  const problem = mappingProblems([...before, ...steps]).find(({ step }) => step >= before.length);
  return problem && `expect.${rule.expect.kind}: ${problem.reason}`;
}

function reasonAgainstTolerance(rule: Rule, mapping: readonly MappingStep[]): string | undefined {
  if (rule.expect.kind !== 'tolerance') return undefined;
  let gone: number | undefined;
  mapping.forEach((step, at) => {
    if (step.endpoint !== undefined && step.endpoint !== rule.endpoint) return;
    const { takes, puts } = stepPaths(step);
    if (takes.includes(rule.path)) gone = at;
    if (puts.includes(rule.path)) gone = undefined;
  });
  return gone === undefined
    ? undefined
    : `path: ${rule.path} is taken away by step ${gone + 1} of the mapping, so there is nothing to tolerate`;
}

function noteRepeated(rules: readonly Rule[], note: Note): void {
  const seen = new Set<string>();
  for (const rule of rules) {
    if (seen.has(rule.id)) note(rule, 'id: another rule has it too');
    seen.add(rule.id);
  }
}

/** Two rules of one place say different things, or rename two fields to one: neither holds. */
function noteContradicting(rules: readonly Rule[], note: Note): void {
  const byPlace = new Map<string, Rule>();
  for (const rule of rules) {
    const place = placeOf(rule);
    const other = byPlace.get(place);
    if (other === undefined) byPlace.set(place, rule);
    else if (textOf(other.expect) !== textOf(rule.expect)) {
      note(other, `expect: ${other.path} is expected otherwise by rule ${rule.id}`);
      note(rule, `expect: ${rule.path} is expected otherwise by rule ${other.id}`);
    }
  }
}

/** Renames are of a place whatever the class. */
function placeOf({ endpoint, path, class: differenceClass, when, expect }: Rule): string {
  const parsed = parsePath(path);
  const written = parsed.kind === 'path' ? writePath(parsed.steps) : path;
  const shown = expect.kind === 'renamed-from' ? 'renamed' : differenceClass;
  return JSON.stringify([endpoint ?? null, written, shown ?? null, when?.status ?? null]);
}

function textOf(expect: Rule['expect']): string {
  return JSON.stringify(expect, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}
