import type { MappingStep } from '../mapping/mapping-step.ts';
import type { Rule } from './rule.ts';

const NONE: readonly MappingStep[] = [];

/** The mapping steps that a rule stands for; none for most. They are about the rule's endpoint, whatever they say themselves. */
export function stepsOfRule({ endpoint, path, expect }: Rule): readonly MappingStep[] {
  switch (expect.kind) {
    case 'renamed-from':
      return [{ endpoint, kind: 'move', from: expect.from, to: path }];
    case 'equal-after':
      return expect.steps.map((step) => ({ ...step, endpoint }));
    case 'ignore':
    case 'tolerance':
    case 'unordered':
      return NONE;
  }
}
