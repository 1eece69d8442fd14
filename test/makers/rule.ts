import type { Rule } from '../../comparator/rules/rule.ts';

/** A rule that ignores `$.id` everywhere, but for what is said otherwise. */
export function aRule(over: Partial<Rule> = {}): Rule {
  return {
    id: `rule of ${over.path ?? '$.id'}`,
    endpoint: undefined,
    path: '$.id',
    class: undefined,
    when: undefined,
    expect: { kind: 'ignore' },
    owner: 'orders-team',
    reason: 'each version has its own',
    expires: undefined,
    force: false,
    ...over,
  };
}
