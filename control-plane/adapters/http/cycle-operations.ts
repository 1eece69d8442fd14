import { fromCycle } from '../../cycle/cycle-document.ts';
import { decideCycle } from '../../migration/decide-change.ts';
import type { Steering } from '../../steering/steering.ts';
import { cycleSchema } from './answer-schemas.ts';
import { preconditionOf, revisionTag } from './entity-tags.ts';
import { storedIn } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { authorOf } from './request-context.ts';

export function cycleOperations(steering: Steering): readonly Operation[] {
  return [
    {
      id: 'startCycle',
      method: 'post',
      path: '/v1/migrations/{name}/cycle',
      summary: 'Says that the shadow was reset: evidence starts anew, and gaps that are over are forgotten.',
      answers: { 200: { description: 'The data cycle that begins', schema: cycleSchema } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const author = authorOf(request, response, 'startCycle');
        const outcome = await steering.change(author, (stored, now) =>
          decideCycle(stored, name, { precondition: preconditionOf(request), now }),
        );
        const { cycle, revision } = storedIn(outcome, name);
        response.set('etag', revisionTag(revision)).json({ name, cycle: fromCycle(cycle), revision });
      },
    },
  ];
}
