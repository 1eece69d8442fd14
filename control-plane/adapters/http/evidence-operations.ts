import { z } from 'zod';
import type { Steering } from '../../steering/steering.ts';
import { evidenceSchema } from './answer-schemas.ts';
import type { ComparatorClient } from './comparator-client.ts';
import { existing } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { contextOf } from './request-context.ts';

const findingsQuery = z.object({
  limit: z.string().optional(),
  cursor: z.string().optional(),
  endpoint: z.string().optional(),
  class: z.string().optional(),
});

/** What the comparator found, under the control plane's own origin, for users need to know one address only. */
export function evidenceOperations(steering: Steering, comparator: ComparatorClient): readonly Operation[] {
  const passThrough = (id: string, resource: string, summary: string, query?: z.ZodObject): Operation => ({
    id,
    method: 'get',
    path: `/v1/migrations/{name}/${resource}`,
    summary,
    ...(query !== undefined && { query }),
    answers: { 200: { description: summary, schema: evidenceSchema } },
    handle: async (request, response) => {
      const { migration } = existing(steering, pathParameter(request, 'name'));
      const id = pathParameter(request, 'id');
      const path = `/v1/migrations/${migration.name}/${resource.replace('{id}', encodeURIComponent(id))}`;
      const queryStart = request.originalUrl.indexOf('?');
      const search = queryStart < 0 ? '' : request.originalUrl.slice(queryStart);
      const answer = await comparator.get(path + search, contextOf(response).correlationId);
      response
        .status(answer.status)
        .set({ 'content-type': answer.contentType, 'cache-control': 'no-store' })
        .send(answer.body);
    },
  });
  return [
    passThrough('getReport', 'report', 'What the evidence says so far'),
    passThrough('listFindings', 'findings', 'Findings, page by page', findingsQuery),
    passThrough('getFinding', 'findings/{id}', 'One finding with its exemplars'),
    passThrough('getLedger', 'ledger', 'How every mirrored request ended'),
  ];
}
