import { decideMirror } from '../../migration/decide-change.ts';
import type { StoredMigration } from '../../migration/migration.ts';
import { migrationStatus, toReported, type EnvoyState } from '../../status/migration-status.ts';
import type { MirrorHistory } from '../../status/mirror-history.ts';
import type { Steering } from '../../steering/steering.ts';
import { mirrorChangeSchema, mirrorSchema, statusSchema } from './answer-schemas.ts';
import { preconditionOf, revisionTag } from './entity-tags.ts';
import { ChangeRefusedError } from './error-status.ts';
import { existing, storedIn } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { readDocument } from './read-document.ts';
import { authorOf } from './request-context.ts';

export interface MirrorOperationsOptions {
  readonly steering: Steering;
  readonly history: MirrorHistory;
  readonly envoys: () => readonly EnvoyState[];
  /** Why Envoys are not told the newest configuration; undefined while they are. */
  readonly publishProblem: () => string | undefined;
}

export function mirrorOperations(options: MirrorOperationsOptions): readonly Operation[] {
  const { steering, history, envoys, publishProblem } = options;
  return [
    {
      id: 'changeMirror',
      method: 'patch',
      path: '/v1/migrations/{name}/mirror',
      summary: 'Changes what is mirrored, and nothing else.',
      body: mirrorChangeSchema,
      answers: { 200: { description: 'What is asked for now', schema: mirrorSchema } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const change = readDocument(request, mirrorChangeSchema);
        const author = authorOf(request, response, 'changeMirror');
        const outcome = await steering.change(author, (stored, now) =>
          decideMirror(stored, name, change, { precondition: preconditionOf(request), now }),
        );
        const { revision } = storedIn(outcome, name);
        response.set('etag', revisionTag(revision)).json(toMirror(existing(steering, name), true));
      },
    },
    {
      id: 'haltMirror',
      method: 'post',
      path: '/v1/migrations/{name}/halt',
      lane: 'halts',
      summary: 'Turns mirroring off at once, with the store down too. Percent and writes stay, for resume.',
      answers: {
        200: { description: 'Halted and stored', schema: mirrorSchema },
        202: {
          description: 'Halted, not yet stored: it will be once the store is back',
          schema: mirrorSchema,
        },
      },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const halt = await steering.halt(name, authorOf(request, response, 'haltMirror'));
        if ('kind' in halt) throw new ChangeRefusedError(halt);
        response.status(halt.stored ? 200 : 202).json(toMirror(existing(steering, name), halt.stored));
      },
    },
    {
      id: 'resumeMirror',
      method: 'post',
      path: '/v1/migrations/{name}/resume',
      summary: 'Lets a halted mirror go on as it was.',
      answers: { 200: { description: 'Resumed', schema: mirrorSchema } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const outcome = await steering.resume(name, authorOf(request, response, 'resumeMirror'));
        response.json(toMirror(storedIn(outcome, name), true));
      },
    },
    {
      id: 'getStatus',
      method: 'get',
      path: '/v1/migrations/{name}/status',
      summary: 'What was asked for, beside what every Envoy has confirmed.',
      answers: { 200: { description: 'The status', schema: statusSchema } },
      handle: (request, response) => {
        const stored = existing(steering, pathParameter(request, 'name'));
        const problem = publishProblem();
        response.set('cache-control', 'no-store').json({
          ...migrationStatus(stored, envoys(), history),
          stored: !steering.hasUnstoredHalt(stored.migration.name),
          ...(problem !== undefined && { problem }),
        });
      },
    },
  ];
}

function toMirror({ migration, halted, revision }: StoredMigration, stored: boolean): unknown {
  return { name: migration.name, mirror: toReported({ ...migration.mirror, halted }), revision, stored };
}
