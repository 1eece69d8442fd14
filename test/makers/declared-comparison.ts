import { compare, type Comparison } from '../../comparator/compare/compare.ts';
import {
  compileExpectations,
  type Asked,
  type Declared,
} from '../../comparator/rules/compile-expectations.ts';
import { pairOfAnswers, type Answer } from './pair-of-answers.ts';

/** Two answers compared under what is declared of them; JSON and 200 by default. */
export function comparedUnder(
  declared: Partial<Declared>,
  primary: string | Answer,
  shadow: string | Answer,
  asked: Partial<Asked> = {},
): Comparison {
  const [before, after] = [primary, shadow].map((answer) =>
    typeof answer === 'string' ? { body: answer } : answer,
  ) as [Answer, Answer];
  const expectations = compileExpectations(
    { rules: [], mapping: [], ...declared },
    { endpoint: 'GET /orders/{id}', status: before.status ?? 200, nowMs: 0, ...asked },
  );
  return compare(pairOfAnswers(before, after), { headers: [], expectations });
}

/** Its differences, then what is accounted for: `class path`, and by what. */
export function told(comparison: Comparison): readonly string[] {
  return [
    ...comparison.differences.map((difference) => `${difference.class} ${difference.path}`),
    ...comparison.explained.map(({ class: differenceClass, path, by }) => {
      const owner = by.kind === 'rule' ? by.rule : by.kind === 'mapping' ? `step ${by.step}` : by.kind;
      return `(${differenceClass} ${path}: ${owner})`;
    }),
  ];
}
