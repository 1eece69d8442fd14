import type { Request, Response } from 'express';
import { z } from 'zod';
import { fromRule, toRule } from '../../migration/compare-conversion.ts';
import { decideAddRule, decideRemoveRule } from '../../migration/decide-change.ts';
import { followSteps } from '../../migration/mapping-contradictions.ts';
import type { StoredMigration } from '../../migration/migration.ts';
import { unknownEndpoints } from '../../migration/named-endpoints.ts';
import type { Problem } from '../../migration/problem.ts';
import { ruleProblems } from '../../migration/rule-contradictions.ts';
import type { Rule } from '../../migration/rule.ts';
import type { Steering } from '../../steering/steering.ts';
import {
  previewSchema,
  ruleChangeSchema,
  rulePreviewsSchema,
  ruleSchema,
  rulesSchema,
  ruleUseSchema,
} from './answer-schemas.ts';
import { ComparatorError, type ComparatorAnswer, type ComparatorClient } from './comparator-client.ts';
import { preconditionOf, revisionTag } from './entity-tags.ts';
import { ChangeRefusedError, RequestRefusedError } from './error-status.ts';
import { passOn } from './evidence-operations.ts';
import { existing, storedIn } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { readDocument } from './read-document.ts';
import { authorOf, contextOf } from './request-context.ts';
import { seenEndpoints } from './seen-endpoints.ts';

/** Rules one by one: what each hides, what one would hide, one more, one less. */
export function ruleOperations(steering: Steering, comparator: ComparatorClient): readonly Operation[] {
  return [
    {
      id: 'listRules',
      method: 'get',
      path: '/v1/migrations/{name}/rules',
      summary: 'The declared rules, each with what it hid. The ETag is the revision of the migration.',
      answers: { 200: { description: 'The rules', schema: rulesSchema } },
      handle: async (request, response) => {
        const stored = existing(steering, pathParameter(request, 'name'));
        const used = await useOfRules(comparator, stored, response);
        response.set({ etag: revisionTag(stored.revision), 'cache-control': 'no-store' }).json({
          rules: stored.migration.compare.rules.map((rule) => ({
            ...fromRule(rule),
            use: used.uses.get(rule.id) ?? null,
          })),
          ...(used.problem !== undefined && { problem: used.problem }),
        });
      },
    },
    {
      id: 'previewRules',
      method: 'post',
      path: '/v1/migrations/{name}/rules/preview',
      lane: 'reads',
      summary: 'What rules would hide of what was found until now; changes nothing.',
      body: previewSchema,
      answers: { 200: { description: 'What each would hide', schema: rulePreviewsSchema } },
      handle: async (request, response) => {
        const { migration } = existing(steering, pathParameter(request, 'name'));
        const { rules } = readDocument(request, previewSchema);
        const { done } = followSteps(migration.compare.mapping, 'compare.mapping');
        const asked = rules.map(({ owner = 'preview', reason = 'preview', ...rule }) => ({
          ...rule,
          owner,
          reason,
        }));
        // Force is what a preview is to decide about.
        refuse(
          asked.flatMap((rule, index) => ruleProblems({ ...rule, force: true }, `rules[${index}]`, done)),
        );
        passOn(response, await preview(comparator, migration.name, asked.map(toRule), response));
      },
    },
    {
      id: 'addRule',
      method: 'post',
      path: '/v1/migrations/{name}/rules',
      summary:
        'Adds a rule. One that would hide over half of the fields of an endpoint, or names an endpoint that is not known, is refused unless forced; the same rule again changes nothing.',
      body: ruleSchema,
      answers: { 201: { description: 'The rule, with its id', schema: ruleChangeSchema } },
      handle: async (request, response) => {
        const name = pathParameter(request, 'name');
        const stored = existing(steering, name);
        const document = readDocument(request, ruleSchema);
        const { done } = followSteps(stored.migration.compare.mapping, 'compare.mapping');
        refuse(ofTheBody(ruleProblems(document, 'rule', done)));
        const rule = toRule(document);
        if (!rule.force) await checkEffect(comparator, stored, rule, response);
        const author = authorOf(request, response, 'addRule');
        const outcome = await steering.change(author, (all, now) =>
          decideAddRule(all, name, rule, { precondition: preconditionOf(request), now }),
        );
        const { revision } = storedIn(outcome, name);
        response
          .status(201)
          .set('etag', revisionTag(revision))
          .json({ rule: fromRule(rule), revision });
      },
    },
    {
      id: 'removeRule',
      method: 'delete',
      path: '/v1/migrations/{name}/rules/{id}',
      summary: 'Removes a rule: what it hid is shown again.',
      answers: { 204: { description: 'Removed' } },
      handle: async (request: Request, response: Response) => {
        const name = pathParameter(request, 'name');
        const author = authorOf(request, response, 'removeRule');
        const outcome = await steering.change(author, (all, now) =>
          decideRemoveRule(all, name, pathParameter(request, 'id'), {
            precondition: preconditionOf(request),
            now,
          }),
        );
        if (outcome.kind === 'refused') throw new ChangeRefusedError(outcome.refusal);
        response
          .status(204)
          .set('etag', revisionTag(storedIn(outcome, name).revision))
          .end();
      },
    },
  ];
}

const uses = z.object({ rules: z.array(ruleUseSchema.extend({ id: z.string() })) });

type Use = z.output<typeof ruleUseSchema>;

interface UseOfRules {
  readonly uses: ReadonlyMap<string, Use>;
  /** Why nothing is known. */
  readonly problem?: string;
}

async function useOfRules(
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

function preview(
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
async function checkEffect(
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
      if (known.length > 0) refuse(unknownEndpoints([{ path: 'endpoint', endpoint: rule.endpoint }], known));
    }
    const answer = await preview(comparator, migration.name, [rule], response);
    const [effect] = understood(rulePreviewsSchema, answer).rules;
    if (effect?.refused === true) refuse(effect.reasons.flatMap(tooMuch));
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
function understood<Schema extends z.ZodType>(
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

/** The body is the rule itself, so that its keys stand alone. */
function ofTheBody(problems: readonly Problem[]): readonly Problem[] {
  const bare = (text: string) => text.replaceAll(/\brule\.(?=[a-z])/g, '');
  return problems.map(({ path, message, remedy }) => ({ path: bare(path), message: bare(message), remedy }));
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new RequestRefusedError(422, 'The rule was refused; nothing was changed.', { problems });
}
