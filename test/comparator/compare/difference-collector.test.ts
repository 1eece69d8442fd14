import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Difference } from '../../../comparator/compare/difference.ts';
import { differencesInJson } from '../../makers/differences-in-json.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('a difference does not hold on to the bodies it was found in', () => {
  const bodyBytes = 100_000;
  const body = (at: number, value: number): string =>
    JSON.stringify({ estimatedDeliveryDate: value, at, text: 'x'.repeat(bodyBytes) });
  const held: (readonly Difference[])[] = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 200; at += 1) held.push(differencesInJson(body(at, 1), body(at, 2)));
  collectGarbage();
  const each = (process.memoryUsage().heapUsed - before) / held.length;
  expect(held.at(-1)).toMatchObject([{ path: '$.estimatedDeliveryDate' }]);
  expect(each).toBeLessThan(bodyBytes / 4);
});
