import { parseDecimal } from '../compare/decimal.ts';
import { haveOneBase, parseMappingPath, type MappingPath } from './mapping-path.ts';
import type { MappingStep } from './mapping-step.ts';
import { stepPaths } from './step-paths.ts';

/** Why a step cannot be applied; `step` is its position, from 0. */
export interface StepProblem {
  readonly step: number;
  readonly reason: string;
}

/**
 * What is wrong with steps that are applied in this order: paths that cannot be read, two steps that put one field, one that needs what an
 * earlier one took away. Steps of different endpoints never meet.
 */
export function mappingProblems(steps: readonly MappingStep[]): readonly StepProblem[] {
  const alone = steps.flatMap((step, at) => {
    const reason = reasonAgainst(step);
    return reason === undefined ? [] : [{ step: at, reason }];
  });
  if (alone.length > 0) return alone;
  const endpoints = new Set(steps.map(({ endpoint }) => endpoint));
  const together = [...endpoints].flatMap((endpoint) => clashes(steps, endpoint));
  const first = new Map<number, StepProblem>();
  for (const problem of together) if (!first.has(problem.step)) first.set(problem.step, problem);
  return [...first.values()];
}

function reasonAgainst(step: MappingStep): string | undefined {
  const { changes, takes, puts } = stepPaths(step);
  const paths = [...changes, ...takes, ...puts];
  const parsed: MappingPath[] = [];
  for (const path of paths) {
    const read = parseMappingPath(path);
    if ('reason' in read) return `${path} ${read.reason}`;
    if (read.names.length === 0 && changes.length === 0) {
      return `${path} is no member of an object, so it cannot be put or taken away`;
    }
    parsed.push(read);
  }
  const [first] = parsed;
  const stray = parsed.findIndex((path) => first !== undefined && !haveOneBase(first, path));
  if (stray > 0) {
    return `${paths[0]} and ${paths[stray]} do not lie in the same elements: up to the last [] they must be alike`;
  }
  const repeated = paths.find((path, at) => paths.indexOf(path) !== at);
  if (repeated !== undefined) return `${repeated} is named twice`;
  return reasonAgainstValues(step);
}

function reasonAgainstValues(step: MappingStep): string | undefined {
  switch (step.kind) {
    case 'split':
      if (step.into.length < 2) return `${step.from} is split into fewer than two fields`;
      return step.by === '' ? `${step.from} is split by an empty text` : undefined;
    case 'join':
      return step.from.length < 2 ? `${step.to} is joined from fewer than two fields` : undefined;
    case 'scale':
      return isFactor(step.factor)
        ? undefined
        : `${step.path} is multiplied by "${step.factor}", which is no decimal other than 0, such as 100 or 0.01`;
    case 'enum':
      return step.values.size === 0 ? `${step.path} has no values to be replaced` : undefined;
    case 'move':
    case 'convert':
    case 'default':
    case 'remove':
      return undefined;
  }
}

function isFactor(text: string): boolean {
  const factor = text.length <= 100 ? parseDecimal(text) : undefined;
  return factor !== undefined && factor.digits !== '';
}

/** Follows the steps that one endpoint's answers go through. */
function clashes(steps: readonly MappingStep[], endpoint: string | undefined): StepProblem[] {
  const put = new Map<string, number>();
  const taken = new Map<string, number>();
  const problems: StepProblem[] = [];
  steps.forEach((step, at) => {
    if (step.endpoint !== undefined && endpoint !== undefined && step.endpoint !== endpoint) return;
    if (step.endpoint !== undefined && endpoint === undefined) return;
    const { changes, takes, puts } = stepPaths(step);
    for (const path of [...changes, ...takes]) {
      const by = placeTaken(path, taken);
      if (by !== undefined) problems.push({ step: at, reason: `${path} was taken away by step ${by + 1}` });
    }
    for (const path of puts) {
      const by = put.get(path);
      if (by !== undefined) problems.push({ step: at, reason: `${path} is put by step ${by + 1} already` });
    }
    for (const path of takes) {
      taken.set(path, at);
      put.delete(path);
    }
    for (const path of puts) {
      put.set(path, at);
      taken.delete(path);
    }
  });
  return problems;
}

/** By which step a path, or something it lies in, was taken away. */
function placeTaken(path: string, taken: ReadonlyMap<string, number>): number | undefined {
  for (const [gone, by] of taken) {
    if (path === gone || (path.startsWith(gone) && /^[.[{]/.test(path.slice(gone.length)))) return by;
  }
  return undefined;
}
