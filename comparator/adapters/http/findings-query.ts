import { z } from 'zod';
import { differenceClasses } from '../../compare/difference.ts';
import type { FindingIdentity } from '../../findings/finding.ts';
import type { FindingsQuery } from '../../findings/evidence-store.ts';
import type { Problem } from './problem.ts';

/** PostgreSQL takes no text with a NUL, and no endpoint or path has one. */
const text = () => z.string('is given more than once').regex(/^[^\0]*$/, 'has a NUL');

const cursorTuple = z.tuple([text(), text(), z.enum(differenceClasses)]);

const maxLimit = 500;

const schema = z.object({
  limit: z.coerce
    .number(`is not a number from 1 to ${maxLimit}`)
    .int(`is not a whole number`)
    .min(1, `is not from 1 to ${maxLimit}`)
    .max(maxLimit, `is not from 1 to ${maxLimit}`)
    .default(100),
  cursor: z
    .string('is given more than once')
    .transform((text, context) => {
      const identity = parseCursor(text);
      if (identity !== undefined) return identity;
      context.addIssue({ code: 'custom', message: 'is not a cursor of this API' });
      return z.NEVER;
    })
    .optional(),
  endpoint: text().optional(),
  hidden: z
    .enum(['true', 'false'], 'is neither true nor false')
    .transform((hidden) => hidden === 'true')
    .optional(),
  class: z.enum(differenceClasses, `is not one of ${differenceClasses.join(', ')}`).optional(),
});

const remedies: Readonly<Record<string, string>> = {
  limit: `Ask for 1 to ${maxLimit} findings.`,
  cursor: 'Send the nextCursor of the page before, or none for the first page.',
  endpoint: 'Send one endpoint template, such as GET /orders/{id}.',
  hidden: 'Send true for the findings that rules hide, or nothing for the others.',
  class: 'Send one class of difference, or none for all.',
};

export type ParsedQuery =
  | { readonly kind: 'query'; readonly query: FindingsQuery }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The query string of `GET …/findings`. */
export function parseFindingsQuery(raw: unknown): ParsedQuery {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return { path: name, message, remedy: remedies[name] ?? '' };
    });
    const [first] = errors;
    const detail = first === undefined ? '' : `${first.path} ${first.message}. ${first.remedy}`;
    return { kind: 'problem', problem: { status: 400, title: 'Query not understood', detail, errors } };
  }
  const { limit, cursor, endpoint, hidden, class: differenceClass } = parsed.data;
  return {
    kind: 'query',
    query: {
      limit,
      ...(cursor && { after: cursor }),
      ...(endpoint !== undefined && { endpoint }),
      ...(differenceClass && { class: differenceClass }),
      ...(hidden !== undefined && { hidden }),
    },
  };
}

/** Where the next page begins: after this finding. */
export function formatCursor({ endpoint, path, class: differenceClass }: FindingIdentity): string {
  return Buffer.from(JSON.stringify([endpoint, path, differenceClass])).toString('base64url');
}

function parseCursor(text: string): FindingIdentity | undefined {
  try {
    const tuple = cursorTuple.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (!tuple.success) return undefined;
    const [endpoint, path, differenceClass] = tuple.data;
    return { endpoint, path, class: differenceClass };
  } catch {
    return undefined;
  }
}
