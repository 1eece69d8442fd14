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
  const stages = steps.flatMap(({ step, by }, at): Stage[] => {
    const apply = compileStep(step);
    const later = steps.slice(at + 1).map((owned) => owned.step);
    return apply === undefined ? [] : [{ apply, accountsFor: accountedFor(step, by, later) }];
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

/** How a step would show if it were not declared. What a later step takes away again never shows. */
function accountedFor(
  step: MappingStep,
  by: Explanation,
  later: readonly MappingStep[],
): ExplainedDifference[] {
  const { changes, takes, puts } = stepPaths(step);
  const takenLater = new Set(later.flatMap((other) => stepPaths(other).takes));
  const putLater = new Set(later.flatMap((other) => stepPaths(other).puts));
  const shows = (differenceClass: DifferenceClass) => (path: string) => ({
    class: differenceClass,
    path: written(path),
    by,
  });
  return [
    ...changes.filter((path) => !takenLater.has(path)).map(shows(step.kind === 'convert' ? 'type' : 'value')),
    ...takes.filter((path) => !putLater.has(path)).map(shows('missing-field')),
    ...puts.filter((path) => !takenLater.has(path)).map(shows('extra-field')),
  ];
}

function written(path: string): string {
  const parsed = parsePath(path);
  return parsed.kind === 'path' ? writePath(parsed.steps) : path;
}
