import { describe, expect, it } from 'vitest';
import { checkAgainstOthers } from '../../../control-plane/migration/check-against-others.ts';
import { migration } from '../../makers/migration.ts';

describe('two migrations', () => {
  it.each([
    ['127.0.0.1', 10_000, '127.0.0.1', 10_000, true],
    ['0.0.0.0', 10_000, '127.0.0.1', 10_000, true],
    ['10.0.0.1', 10_000, '0.0.0.0', 10_000, true],
    ['10.0.0.1', 10_000, '::', 10_000, true],
    ['10.0.0.1', 10_000, '10.0.0.2', 10_000, false],
    ['127.0.0.1', 10_001, '127.0.0.1', 10_000, false],
  ])('on %s:%d and %s:%d clash: %s', (host, port, otherHost, otherPort, clash) => {
    const other = migration({ name: 'other', listener: { host: otherHost, port: otherPort } });
    const problems = checkAgainstOthers(migration({ listener: { host, port } }), [other]);
    expect(problems.map(({ message }) => message.includes('migration other'))).toEqual(clash ? [true] : []);
  });

  it('do not clash when they are two states of one', () => {
    expect(checkAgainstOthers(migration(), [migration()])).toEqual([]);
  });
});
