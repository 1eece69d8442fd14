import type { Response } from 'express';
import { z } from 'zod';
import { fromRule } from '../../migration/compare-conversion.ts';
import type { StoredMigration } from '../../migration/migration.ts';
import { unknownEndpoints } from '../../migration/named-endpoints.ts';
import type { Problem } from '../../migration/problem.ts';
import type { Rule } from '../../migration/rule.ts';
import { rulePreviewsSchema, ruleUseSchema } from './answer-schemas.ts';
import { ComparatorError, type ComparatorAnswer, type ComparatorClient } from './comparator-client.ts';
import { RequestRefusedError } from './error-status.ts';
import { contextOf } from './request-context.ts';
import { seenEndpoints } from './seen-endpoints.ts';

const uses = z.object({ rules: z.array(ruleUseSchema.extend({ id: z.string() })) });

type Use = z.output<typeof ruleUseSchema>;

export interface UseOfRules {
  readonly uses: ReadonlyMap<string, Use>;
  /** Why nothing is known. */
  readonly problem?: string;
}

/** What the comparator saw each rule hide. */
export async function useOfRules(
  comparator: ComparatorClient,
  { migration: { name } }: StoredMigration,
  response: Response,
): Promise<UseOfRules> {
  try {
    const answer = await comparator.get(`/v1/migrations/${name}/rules`, contextOf(response).correlationId);
    const { rules } = understood(uses, answer);
    return { uses: new Map(rules.map(({ id, ...use }) => [id, ruleUseSchema.parse(use)])) };
  } catch (error) {
    if (!(error instanceof ComparatorError)) throw error;
    return { uses: new Map(), problem: error.message };
  }
}

/** What the comparator says that rules would hide. @throws ComparatorError */
export function previewOf(
  comparator: ComparatorClient,
  name: string,
  rules: readonly Rule[],
  response: Response,
): Promise<ComparatorAnswer> {
  const { correlationId } = contextOf(response);
  return comparator.post(
    `/v1/migrations/${name}/rules/preview`,
    { rules: rules.map(fromRule) },
    correlationId,
  );
}

/** @throws RequestRefusedError for a rule that hides too much, or nothing; ComparatorError where that cannot be told. */
export async function checkEffect(
  comparator: ComparatorClient,
  { migration }: StoredMigration,
  rule: Rule,
  response: Response,
): Promise<void> {
  try {
    const { endpoints } = migration.compare;
    if (rule.endpoint !== undefined && !endpoints.includes(rule.endpoint)) {
      const seen = (await seenEndpoints(comparator, migration.name, contextOf(response).correlationId)) ?? [];
      const known = [...endpoints, ...seen];
      // Before any traffic nothing is known, so nothing is unknown.
      if (known.length > 0)
        refuseRule(unknownEndpoints([{ path: 'endpoint', endpoint: rule.endpoint }], known));
    }
    const answer = await previewOf(comparator, migration.name, [rule], response);
    const [effect] = understood(rulePreviewsSchema, answer).rules;
    if (effect?.refused === true) refuseRule(effect.reasons.flatMap(tooMuch));
  } catch (error) {
    if (!(error instanceof ComparatorError)) throw error;
    throw new ComparatorError(
      error.status,
      `${error.message}, so it is not known what the rule would hide: try again, or write force: true`,
      { cause: error },
    );
  }
}

/** A reason begins with the key that it is about. Endpoints were looked at before: one that is declared need not have been seen. */
function tooMuch(reason: string): readonly Problem[] {
  const [, path = 'path', message = reason] = /^([\w.]+): (.*)$/s.exec(reason) ?? [];
  if (path === 'endpoint') return [];
  return [
    {
      path,
      message,
      remedy: 'Name the fields that are expected to differ, or write force: true if this is what you mean.',
    },
  ];
}

/** @throws ComparatorError when it refused, or answers what this version does not understand. */
export function understood<Schema extends z.ZodType>(
  schema: Schema,
  { status, body }: ComparatorAnswer,
): z.output<Schema> {
  if (status !== 200) throw new ComparatorError(502, `the comparator answered ${status}`);
  try {
    return schema.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new ComparatorError(502, 'the answer of the comparator is not understood', { cause });
  }
}

/** @throws RequestRefusedError if there is any problem. */
export function refuseRule(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new RequestRefusedError(422, 'The rule was refused; nothing was changed.', { problems });
}
