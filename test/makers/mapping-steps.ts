import { z } from 'zod';
import type { MappingStep } from '../../comparator/mapping/mapping-step.ts';
import { mappingStep } from '../../comparator/watch/parse-mapping-step.ts';

/** Steps as a migration document has them: `{ move: '$.a', to: '$.b' }`. */
export function mappingSteps(...steps: readonly object[]): readonly MappingStep[] {
  return z.array(mappingStep).parse(steps);
}
