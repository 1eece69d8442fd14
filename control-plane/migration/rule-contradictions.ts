import type { RuleDocument } from './compare-conversion.ts';
import { mappingContradictions } from './mapping-contradictions.ts';
import { arrayPrefix, canonicalPath, isExactPath, namesNoField } from './path-pattern.ts';
import type { Problem } from './problem.ts';
import { ruleIdOf } from './rule-id.ts';

/** What rules say well one by one and cannot mean, by themselves or beside one another. */
export function ruleContradictions(rules: readonly RuleDocument[], at: string): readonly Problem[] {
  const problems: Problem[] = [];
  const byId = new Map<string, number>();
  const byPlace = new Map<string, number[]>();
  for (const [index, rule] of rules.entries()) {
    const where = `${at}[${index}]`;
    problems.push(...ruleProblems(rule, where));

    const id = rule.id ?? ruleIdOf(rule);
    const namesake = byId.get(id);
    if (namesake === undefined) byId.set(id, index);
    else problems.push(sameId(rule, where, `${at}[${namesake}]`));

    const place = JSON.stringify([rule.endpoint, canonicalPath(rule.path), rule.class]);
    const neighbours = byPlace.get(place) ?? [];
    const other = neighbours.find((earlier) => contradict(rules[earlier], rule));
    if (other !== undefined) {
      problems.push({
        path: `${where}.expect`,
        message: `${where}.expect is not what ${at}[${other}] expects of the same path, class and endpoint`,
        remedy: 'Keep one of the two, or tell them apart by when.status.',
      });
    }
    byPlace.set(place, [...neighbours, index]);
  }
  return problems;
}

/** What is wrong with a rule whatever stands beside it. */
export function ruleProblems(rule: RuleDocument, where: string): readonly Problem[] {
  return [...hidesMuch(rule, where), ...expectationProblems(rule, where)];
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

function contradict(a: RuleDocument | undefined, b: RuleDocument): boolean {
  if (a === undefined) return false;
  const meet = a.when === undefined || b.when === undefined || a.when.status === b.when.status;
  return meet && JSON.stringify(a.expect) !== JSON.stringify(b.expect);
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

function expectationProblems({ path, expect }: RuleDocument, where: string): readonly Problem[] {
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
  if ('equalAfter' in expect) return mappingContradictions(expect.equalAfter, `${at}.equalAfter`);
  if (!('renamedFrom' in expect)) return [];
  const from = `${at}.renamedFrom`;
  const remedy = 'Name the field of the old schema, in the same array as the path.';
  if (!isExactPath(path)) {
    return [
      { path: `${where}.path`, message: `${where}.path is ${path}, which names more than one field`, remedy },
    ];
  }
  const [old, renamed] = [canonicalPath(expect.renamedFrom), canonicalPath(path)];
  if (old === renamed) return [{ path: from, message: `${from} is ${path}, the path itself`, remedy }];
  if (arrayPrefix(old) === arrayPrefix(renamed)) return [];
  return [
    {
      path: from,
      message: `${from} is ${expect.renamedFrom}, and the path is ${path}: they do not lie in the elements of one array`,
      remedy,
    },
  ];
}
