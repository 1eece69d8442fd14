import type { Request, Response } from 'express';
import { fromRule, toRule } from '../../migration/compare-conversion.ts';
import { decideAddRule, decideRemoveRule } from '../../migration/decide-change.ts';
import { followSteps } from '../../migration/mapping-contradictions.ts';
import type { Problem } from '../../migration/problem.ts';
import { ruleProblems } from '../../migration/rule-contradictions.ts';
import type { Steering } from '../../steering/steering.ts';
import {
  previewSchema,
  ruleChangeSchema,
  rulePreviewsSchema,
  ruleSchema,
  rulesSchema,
} from './answer-schemas.ts';
import type { ComparatorClient } from './comparator-client.ts';
import { preconditionOf, revisionTag } from './entity-tags.ts';
import { ChangeRefusedError } from './error-status.ts';
import { passOn } from './evidence-operations.ts';
import { existing, storedIn } from './migration-operations.ts';
import { pathParameter, type Operation } from './operation.ts';
import { readDocument } from './read-document.ts';
import { authorOf } from './request-context.ts';
import { checkEffect, previewOf, refuseRule, useOfRules } from './rule-effects.ts';

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
        refuseRule(
          asked.flatMap((rule, index) => ruleProblems({ ...rule, force: true }, `rules[${index}]`, done)),
        );
        passOn(response, await previewOf(comparator, migration.name, asked.map(toRule), response));
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
        refuseRule(ofTheBody(ruleProblems(document, 'rule', done)));
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

/** The body is the rule itself, so that its keys stand alone. */
function ofTheBody(problems: readonly Problem[]): readonly Problem[] {
  const bare = (text: string) => text.replaceAll(/\brule\.(?=[a-z])/g, '');
  return problems.map(({ path, message, remedy }) => ({ path: bare(path), message: bare(message), remedy }));
}
