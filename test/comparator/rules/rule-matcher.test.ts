import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../../comparator/compare/path-steps.ts';
import { matchesSteps } from '../../../comparator/rules/match-steps.ts';
import { compileRules, type Matchable } from '../../../comparator/rules/rule-matcher.ts';
import { aRule } from '../../makers/rule.ts';

const now = new Date(1_000);

function hides(path: string, finding: string): boolean {
  const at: Matchable = { endpoint: 'GET /', path: finding, class: 'value' };
  return compileRules([aRule({ path })]).ignoring(at, now) !== undefined;
}

describe('a path', () => {
  test.each([
    ['$.id', '$.id', true],
    ['$.id', '$.ids', false],
    ['$', '$.id', false],
    ['$.user', '$.user.id', false],
    ['$.items[].price', '$.items[].price', true],
    ['$["first name"]', '$["first name"]', true],
    ['$.größe', '$["größe"]', true],
    ['$.*', '$.id', true],
    ['$.*', '$', false],
    ['$.*', '$.a.b', false],
    ['$.*', '$[]', true],
    ['$.items.*.price', '$.items[].price', true],
    ['$.items*.price', '$.items[].price', true],
    ['$.prices.*.amount', '$.prices{}.amount', true],
    ['$.**', '$', true],
    ['$.**', '$.a[].b{}.c', true],
    ['$.**', 'status', false],
    ['$.**.id', '$.id', true],
    ['$.**.id', '$.a.id', true],
    ['$.**.id', '$.a.id.b', false],
    ['$.a.**.b.**.c', '$.a.x.b.y.b.c', true],
    ['$.**[]', '$.a[]', true],
    ['status', 'status', true],
    ['grpc-status', 'grpc-status', true],
    ['header.ETag', 'header.etag', true],
    ['header.*', 'header.etag', true],
    ['header.etag', 'header.etag-2', false],
  ])('%s of a rule and %s of a finding: %s', (path, finding, expected) => {
    expect(hides(path, finding)).toBe(expected);
  });

  test.each([
    ['$.items[0].price', 'names a position at character 8'],
    ['$..id', 'cannot be read from character 2'],
    ['id', 'is none of'],
    ['$.a b', 'cannot be read from character 4'],
    ['header.a b', 'names no header'],
    [`$.${'a'.repeat(2_000)}`, 'is longer than 1024 characters'],
  ])('%s is refused, and hides nothing', (path, reason) => {
    expect(parsePath(path)).toEqual({
      kind: 'not-a-path',
      reason: expect.stringContaining(reason) as string,
    });
    expect(hides(path, path)).toBe(false);
  });

  const name = fc.constantFrom('.a', '.b', '[]', '{}');
  const pattern = fc.array(fc.oneof(name, fc.constantFrom('*', '**')), { maxLength: 8 });

  test('matches as its definition says', () => {
    fc.assert(
      fc.property(pattern, fc.array(name, { maxLength: 8 }), (steps, path) => {
        expect(matchesSteps(steps, path)).toBe(byDefinition(steps, path));
      }),
      { numRuns: 5_000 },
    );
  });

  test('of nothing but wildcards takes no longer than its steps times the path’s', () => {
    const path = Array.from({ length: 400 }, () => '.a');
    const wild = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? '**' : '.a'));
    const startedAt = performance.now();
    expect(matchesSteps([...wild, '.b'], path)).toBe(false);
    // 160,000 steps; by trying every split it would not end in a lifetime.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

function byDefinition([first, ...rest]: readonly string[], path: readonly string[]): boolean {
  if (first === undefined) return path.length === 0;
  if (first === '**') {
    return byDefinition(rest, path) || (path.length > 0 && byDefinition([first, ...rest], path.slice(1)));
  }
  return path.length > 0 && (first === '*' || first === path[0]) && byDefinition(rest, path.slice(1));
}

describe('a rule that ignores', () => {
  const finding: Matchable = { endpoint: 'GET /orders/{id}', path: '$.id', class: 'value' };

  test.each([
    ['every endpoint and class', {}, true],
    ['the endpoint', { endpoint: 'GET /orders/{id}' }, true],
    ['another endpoint', { endpoint: 'GET /orders' }, false],
    ['the class', { class: 'value' as const }, true],
    ['another class', { class: 'null' as const }, false],
    ['another path', { path: '$.ids' }, false],
    ['until later', { expires: new Date(1_001) }, true],
    ['until now', { expires: new Date(1_000) }, false],
    ['what one status answers', { when: { status: 200 } }, false],
    ['nothing, but tolerates', { expect: { kind: 'unordered' as const, key: undefined } }, false],
  ])('%s', (_, over, expected) => {
    expect(compileRules([aRule(over)]).ignoring(finding, now) !== undefined).toBe(expected);
  });

  test('is the first in force of those that name the finding, exact or not', () => {
    const rules = [
      aRule({ id: 'expired', expires: new Date(1) }),
      aRule({ id: 'wild', path: '$.*' }),
      aRule({ id: 'exact' }),
    ];
    expect(compileRules(rules).ignoring(finding, now)?.id).toBe('wild');
    expect(compileRules(rules.toReversed()).ignoring(finding, now)?.id).toBe('exact');
    expect(compileRules(rules).ignoring(finding, new Date(0))?.id).toBe('expired');
  });
});
