import type { Response } from 'express';
import { z } from 'zod';
import type { Steering } from '../../steering/steering.ts';
import { evidenceSchema } from './answer-schemas.ts';
import type { ComparatorAnswer, ComparatorClient } from './comparator-client.ts';
import { existing } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { contextOf } from './request-context.ts';

const findingsQuery = z.object({
  limit: z.string().optional(),
  cursor: z.string().optional(),
  endpoint: z.string().optional(),
  class: z.string().optional(),
  hidden: z.enum(['true', 'false']).optional(),
});

/** What the comparator found, under the control plane's own origin, for users need to know one address only. */
export function evidenceOperations(steering: Steering, comparator: ComparatorClient): readonly Operation[] {
  const passThrough = (
    id: string,
    resource: string,
    summary: string,
    { query, of = resource, headers = {} }: PassThrough = {},
  ): Operation => ({
    id,
    method: 'get',
    path: `/v1/migrations/{name}/${resource}`,
    summary,
    ...(query !== undefined && { query }),
    answers: { 200: { description: summary, schema: evidenceSchema } },
    handle: async (request, response) => {
      const { migration } = existing(steering, pathParameter(request, 'name'));
      const id = pathParameter(request, 'id');
      const path = `/v1/migrations/${migration.name}/${of.replace('{id}', encodeURIComponent(id))}`;
      const queryStart = request.originalUrl.indexOf('?');
      const search = queryStart < 0 ? '' : request.originalUrl.slice(queryStart);
      const answer = await comparator.get(path + search, contextOf(response).correlationId);
      passOn(response, answer, headers);
    },
  });
  return [
    passThrough('getReport', 'report', 'What the evidence says so far'),
    passThrough('listFindings', 'findings', 'Findings, page by page', { query: findingsQuery }),
    passThrough('getFinding', 'findings/{id}', 'One finding with its exemplars'),
    passThrough('getLedger', 'ledger', 'How every mirrored request ended'),
    passThrough('getVerdict', 'verdict', 'Whether the migration passes, with what that rests on'),
    passThrough('exportEvidence', 'export', 'All that the verdict is made of, as one document', {
      of: 'evidence',
      headers: { 'content-disposition': 'attachment; filename="evidence.json"' },
    }),
  ];
}

interface PassThrough {
  readonly query?: z.ZodObject;
  /** The comparator's name for it. */
  readonly of?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The comparator's answer, a refusal too, as it came. */
export function passOn(
  response: Response,
  { status, contentType, body }: ComparatorAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .status(status)
    .set({ ...headers, 'content-type': contentType, 'cache-control': 'no-store' })
    .send(body);
}
