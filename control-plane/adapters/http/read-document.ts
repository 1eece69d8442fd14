import type { Request } from 'express';
import type { z } from 'zod';
import { explainIssues } from '../../migration/explain-issues.ts';
import { readYaml } from '../../migration/migration-file.ts';
import { RequestRefusedError } from './error-status.ts';
import { bodyText } from './request-body.ts';

/**
 * The body, out of JSON or YAML, as a schema has it.
 *
 * @throws RequestRefusedError naming every problem.
 */
export function readDocument<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const read = readYaml(bodyText(request));
  if (!read.ok) {
    throw new RequestRefusedError(400, 'The body cannot be read; nothing was changed.', {
      problems: read.problems,
    });
  }
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const problems = explainIssues(parsed.error.issues, schema, read.value);
  throw new RequestRefusedError(422, 'The change was refused; nothing was changed.', { problems });
}
