import type { DifferenceClass } from '../compare/difference.ts';
import type { Mapped, Mapping } from '../compare/expectations.ts';
import type { ExplainedDifference, Explanation } from '../compare/explanation.ts';
import { parsePath, writePath } from '../compare/path-steps.ts';
import { compileStep, type CompiledStep } from './compile-step.ts';
import type { MappingStep } from './mapping-step.ts';
import { stepPaths } from './step-paths.ts';

/** A step and whose it is. */
export interface OwnedStep {
  readonly step: MappingStep;
  readonly by: Explanation;
}

interface Stage {
  readonly apply: CompiledStep;
  readonly accountsFor: readonly ExplainedDifference[];
}

/** What steps make of a document, one after the other; undefined where there are none. */
export function compileMapping(steps: readonly OwnedStep[]): Mapping | undefined {
  const all = steps.map(({ step }) => step);
  const stages = steps.flatMap(({ step, by }, at): Stage[] => {
    const apply = compileStep(step);
    return apply === undefined ? [] : [{ apply, accountsFor: accountedFor(all, at, by) }];
  });
  if (stages.length === 0) return undefined;
  return (document, open, takePlace): Mapped => {
    const cuts = { open, takePlace };
    const accountsFor: ExplainedDifference[] = [];
    let mapped = document;
    for (const stage of stages) {
      const before = mapped;
      mapped = stage.apply(before, cuts);
      if (mapped !== before) accountsFor.push(...stage.accountsFor);
    }
    return { document: mapped, accountsFor };
  };
}

/** How a step would show if nothing were declared. What another step puts or takes away again never shows. */
function accountedFor(all: readonly MappingStep[], at: number, by: Explanation): ExplainedDifference[] {
  const step = all[at];
  if (step === undefined) return [];
  const { changes, takes, puts } = stepPaths(step);
  const before = all.slice(0, at).map(stepPaths);
  const after = all.slice(at + 1).map(stepPaths);
  const putElsewhere = new Set([...before, ...after].flatMap((other) => other.puts));
  const takenBefore = new Set(before.flatMap((other) => other.takes));
  const takenAfter = new Set(after.flatMap((other) => other.takes));
  const shows = (path: string, differenceClass: DifferenceClass) => ({
    class: differenceClass,
    path: written(path),
    by,
  });
  return [
    ...changes
      .filter((path) => !takenAfter.has(path))
      .map((path) => shows(path, step.kind === 'convert' ? 'type' : 'value')),
    ...takes.filter((path) => !putElsewhere.has(path)).map((path) => shows(path, 'missing-field')),
    ...puts
      .filter((path) => !takenAfter.has(path))
      .map((path) => shows(path, takenBefore.has(path) ? 'value' : 'extra-field')),
  ];
}

function written(path: string): string {
  const parsed = parsePath(path);
  return parsed.kind === 'path' ? writePath(parsed.steps) : path;
}
