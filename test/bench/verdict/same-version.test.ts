import { describe, expect, test } from 'vitest';
import { clopperPearson } from '../../../bench/verdict/binomial.ts';
import { FailWatch } from '../../../bench/verdict/fail-watch.ts';
import { pairsUntil, randomNumbers } from '../../../bench/verdict/random-numbers.ts';
import { failsAt, type SameVersion } from '../../../bench/verdict/same-version.ts';
import { defaultGates } from '../../../comparator/verdict/gates.ts';
import { judge } from '../../../comparator/verdict/judge.ts';
import { documentWith, evidenceEnd } from '../../makers/evidence.ts';

const { alpha } = defaultGates;

describe('the same version, judged after every pair', () => {
  test.each<[string, SameVersion]>([
    [
      'differences at exactly the budget, no control',
      { kind: 'scattered', rate: defaultGates.differenceRate },
    ],
    ['a field noisy in 1 %', { kind: 'noise', rates: [0.01] }],
    ['a field noisy in 30 %', { kind: 'noise', rates: [0.3] }],
    ['many noisy fields', { kind: 'noise', rates: [0.2, 0.05, 0.05, 0.01, 0.01, 0.002, 0.001] }],
  ])('fails in at most alpha of 100 streams of 10,000: %s', (_name, version) => {
    const failed = Array.from({ length: 100 }, (_, stream) =>
      failsAt(version, 10_000, defaultGates, randomNumbers(stream)),
    );
    const fails = failed.filter((pair) => pair !== undefined).length;
    expect(clopperPearson(fails, 100, 0.05)[0]).toBeLessThan(alpha);
    expect(fails).toBeLessThanOrEqual(5);
  });
});

describe('a stream is judged as `judge` does', () => {
  const outcomeOf = (
    planted: Parameters<typeof documentWith>[0][number],
    pairs: number,
    controlled: boolean,
  ): string => judge(documentWith([planted], { controlled, pairs }), evidenceEnd).outcome;

  test('without a control: its first FAIL is at the very pair', () => {
    for (let seed = 0; seed < 5; seed += 1) {
      const random = randomNumbers(seed);
      const watch = new FailWatch(defaultGates, 0);
      let [k, n] = [1, pairsUntil(0.01, random)];
      while (!watch.unexplained(k, n)) {
        k += 1;
        n += pairsUntil(0.01, random);
      }
      expect(outcomeOf({ path: '$.a', keys: 2, uncontrolled: k }, n, false)).toBe('fail');
      expect(outcomeOf({ path: '$.a', keys: 2, uncontrolled: k - 1 }, n - 1, false)).not.toBe('fail');
    }
  });

  test('with one: by the balance and by the path, whichever is first', () => {
    for (const [shadow, control] of [
      [0.02, 0],
      [0.3, 0.2],
      [0.004, 0.001],
    ] as const) {
      const random = randomNumbers(7);
      const watch = new FailWatch(defaultGates, 1);
      const counts = { shadowOnly: 0, controlOnly: 0, both: 0 };
      const before = { ...counts };
      let n = 0;
      let hasFailed = false;
      while (!hasFailed) {
        Object.assign(before, counts);
        n += 1;
        const [onShadow, onControl] = [random() < shadow, random() < control];
        if (!onShadow && !onControl) continue;
        const side = onShadow && onControl ? 'both' : onShadow ? 'shadow' : 'control';
        counts[side === 'both' ? 'both' : side === 'shadow' ? 'shadowOnly' : 'controlOnly'] += 1;
        hasFailed = watch.path(0, side, n);
        if (side !== 'both') hasFailed = watch.balance(side, n) || hasFailed;
      }
      expect(outcomeOf({ path: '$.a', keys: 64, ...counts }, n, true)).toBe('fail');
      expect(outcomeOf({ path: '$.a', keys: 64, ...before }, n - 1, true)).not.toBe('fail');
    }
  });
});
