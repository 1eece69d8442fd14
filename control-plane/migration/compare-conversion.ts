import type { MigrationDocument } from './migration-document.ts';
import type { ComparePolicy } from './migration.ts';
import { ruleIdOf } from './rule-id.ts';
import type { Rule } from './rule.ts';

type CompareDocument = MigrationDocument['compare'];
export type RuleDocument = CompareDocument['rules'][number];

export function toComparePolicy(compare: CompareDocument): ComparePolicy {
  const { captureBytes, endpoints, mapping, clockSkewMs } = compare;
  return {
    headers: [...new Set(compare.headers.map((header) => header.toLowerCase()))],
    captureBytes,
    endpoints,
    rules: compare.rules.map(toRule),
    mapping,
    build: compare.build?.toLowerCase(),
    clockSkewMs,
    generated: compare.generated.map(({ endpoint, path, kind }) => ({ endpoint, path, kind })),
  };
}

export function fromComparePolicy(compare: ComparePolicy): CompareDocument {
  const { captureBytes, build, clockSkewMs } = compare;
  return {
    headers: [...compare.headers],
    captureBytes,
    endpoints: [...compare.endpoints],
    rules: compare.rules.map(fromRule),
    mapping: structuredClone(compare.mapping) as CompareDocument['mapping'],
    ...(build !== undefined && { build }),
    clockSkewMs,
    generated: compare.generated.map(({ endpoint, ...generated }) => ({
      ...(endpoint !== undefined && { endpoint }),
      ...generated,
    })),
  };
}

export function toRule(document: RuleDocument): Rule {
  const { endpoint, path, when, expect, owner, reason, expires, force } = document;
  const id = document.id ?? ruleIdOf(document);
  return { id, endpoint, path, class: document.class, when, expect, owner, reason, expires, force };
}

export function fromRule(rule: Rule): RuleDocument {
  const { id, endpoint, path, class: ofClass, when, expect, owner, reason, expires, force } = rule;
  return {
    id,
    ...(endpoint !== undefined && { endpoint }),
    path,
    ...(ofClass !== undefined && { class: ofClass as NonNullable<RuleDocument['class']> }),
    ...(when !== undefined && { when: { ...when } }),
    expect: structuredClone(expect) as RuleDocument['expect'],
    owner,
    reason,
    ...(expires !== undefined && { expires }),
    force,
  };
}
