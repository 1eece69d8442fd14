import type { MappingStep } from './mapping-step.ts';

/** What a step does, by the paths it names. */
export interface StepPaths {
  /** Looked at, and there afterwards. */
  readonly changes: readonly string[];
  /** Looked at, and gone afterwards. */
  readonly takes: readonly string[];
  /** There afterwards. */
  readonly puts: readonly string[];
}

const NONE: readonly string[] = [];

export function stepPaths(step: MappingStep): StepPaths {
  switch (step.kind) {
    case 'move':
      return { changes: NONE, takes: [step.from], puts: [step.to] };
    case 'split':
      return { changes: NONE, takes: [step.from], puts: step.into };
    case 'join':
      return { changes: NONE, takes: step.from, puts: [step.to] };
    case 'scale':
    case 'convert':
    case 'enum':
      return { changes: [step.path], takes: NONE, puts: NONE };
    case 'default':
      return { changes: NONE, takes: NONE, puts: [step.path] };
    case 'remove':
      return { changes: NONE, takes: [step.path], puts: NONE };
  }
}
