import { expect, it } from 'vitest';
import { differenceClasses as reported } from '../../../comparator/compare/difference.ts';
import { differenceClasses } from '../../../control-plane/migration/difference-classes.ts';

it('the classes that rules may name are those the comparator reports', () => {
  expect(differenceClasses).toEqual(reported);
});
