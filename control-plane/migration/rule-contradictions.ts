import type { RuleDocument } from './compare-conversion.ts';
import { followSteps, takenAway, type Done } from './mapping-contradictions.ts';
import { canonicalPath, isMemberPath, namesNoField } from './path-pattern.ts';
import type { Problem } from './problem.ts';
import { ruleIdOf } from './rule-id.ts';

/** What rules say well one by one and cannot mean beside one another, and after what the mapping has done. */
export function ruleContradictions(
  rules: readonly RuleDocument[],
  at: string,
  mapped: Done,
): readonly Problem[] {
  const problems: Problem[] = [];
  const byId = new Map<string, number>();
  const byPlace = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    const where = `${at}[${index}]`;
    problems.push(...ruleProblems(rule, where, mapped));

    const id = rule.id ?? ruleIdOf(rule);
    const namesake = byId.get(id);
    if (namesake !== undefined) problems.push(sameId(rule, where, `${at}[${namesake}]`));
    else byId.set(id, index);

    const place = placeOf(rule);
    const other = byPlace.get(place);
    if (other === undefined) byPlace.set(place, index);
    else if (JSON.stringify(rules[other]?.expect) !== JSON.stringify(rule.expect)) {
      problems.push({
        path: `${where}.expect`,
        message: `${where}.expect is not what ${at}[${other}] expects of the same path, class and endpoint`,
        remedy: 'Keep one of the two, or tell them apart by when.status.',
      });
    }
  }
  return problems;
}

/** What is wrong with a rule whatever other rules there are. */
export function ruleProblems(rule: RuleDocument, where: string, mapped: Done): readonly Problem[] {
  return [...hidesMuch(rule, where), ...expectationProblems(rule, where, mapped)];
}

/** A field is renamed whatever the class of a difference. */
function placeOf({ endpoint, path, class: ofClass, when, expect }: RuleDocument): string {
  const said = typeof expect === 'object' && 'renamedFrom' in expect ? 'renamed' : ofClass;
  return JSON.stringify([endpoint ?? null, canonicalPath(path), said ?? null, when?.status ?? null]);
}

function sameId(rule: RuleDocument, where: string, other: string): Problem {
  if (rule.id !== undefined) {
    return {
      path: `${where}.id`,
      message: `${where}.id is ${rule.id}, which ${other} has too`,
      remedy: 'Give each rule an id of its own, or none.',
    };
  }
  return {
    path: where,
    message: `${where} says of ${rule.path} what ${other} says already`,
    remedy: 'Keep one of the two.',
  };
}

function hidesMuch({ path, expect, force }: RuleDocument, where: string): readonly Problem[] {
  if (force || expect !== 'ignore') return [];
  const what =
    path === 'status' || path === 'grpc-status'
      ? `the rule would hide every ${path} of the shadow that is wrong, its errors too`
      : namesNoField(path)
        ? 'the rule names no field, so it would hide whatever differs'
        : undefined;
  if (what === undefined) return [];
  return [
    {
      path: `${where}.path`,
      message: `${where}.path is ${path}: ${what}`,
      remedy: 'Name the field that is expected to differ, or write force: true if this is what you mean.',
    },
  ];
}

function expectationProblems(rule: RuleDocument, where: string, mapped: Done): readonly Problem[] {
  const { path, endpoint, expect } = rule;
  if (expect === 'ignore') return [];
  const at = `${where}.expect`;
  if (!path.startsWith('$')) {
    return [
      {
        path: at,
        message: `${at} is said of ${path}, of which it has no meaning: it is said of fields of the body`,
        remedy: 'Write expect: ignore, or a path that begins with $.',
      },
    ];
  }
  if ('equalAfter' in expect) return equalAfterProblems(rule, `${at}.equalAfter`, mapped);
  if ('renamedFrom' in expect) return renameProblems(rule, { where, from: expect.renamedFrom }, mapped);
  const by = takenAway(mapped, { endpoint, path });
  if (by === undefined) return [];
  return [
    {
      path: `${where}.path`,
      message: `${where}.path is ${path}, which ${by} takes away`,
      remedy: 'Name the path where the value is after the mapping, or remove the rule.',
    },
  ];
}

function equalAfterProblems(
  { endpoint, expect }: RuleDocument,
  at: string,
  mapped: Done,
): readonly Problem[] {
  if (typeof expect !== 'object' || !('equalAfter' in expect)) return [];
  const stray = expect.equalAfter.findIndex((step) => step.endpoint !== undefined);
  if (stray >= 0) {
    return [
      {
        path: `${at}[${stray}].endpoint`,
        message: `${at}[${stray}].endpoint is said twice: a rule's steps are about its own endpoint`,
        remedy: 'Write the endpoint in the rule only.',
      },
    ];
  }
  const steps = expect.equalAfter.map((step) => ({ ...step, endpoint }));
  return followSteps(steps, at, mapped).problems;
}

function renameProblems(
  { endpoint, path }: RuleDocument,
  { where, from }: { readonly where: string; readonly from: string },
  mapped: Done,
): readonly Problem[] {
  if (!isMemberPath(path)) {
    return [
      {
        path: `${where}.path`,
        message: `${where}.path is ${path}, which is not the one field that the old one was renamed to`,
        remedy: 'Name one field, such as $.fullName.',
      },
    ];
  }
  // The step that it stands for, under the rule's own keys.
  const { problems } = followSteps([{ endpoint, move: from, to: path }], where, mapped);
  return problems.map(({ path: at, message, remedy }) => ({
    path: rename(at, where),
    message: rename(message, where),
    remedy,
  }));
}

function rename(text: string, where: string): string {
  return text
    .replaceAll(`${where}[0].move`, `${where}.expect.renamedFrom`)
    .replaceAll(`${where}[0].to`, `${where}.path`);
}
