import { expect, test } from 'vitest';
import { readConfiguration } from '../../comparator/configuration.ts';
import { defaultLimits } from '../../comparator/limits.ts';

const databaseUrl = 'postgres://umbra@127.0.0.1:18004/postgres';

test('has the documented defaults', () => {
  expect(readConfiguration({ DATABASE_URL: databaseUrl })).toEqual({
    databaseUrl,
    host: '127.0.0.1',
    exchangesPort: 18_001,
    readPort: 18_002,
    controlPlaneUrl: 'http://127.0.0.1:8080',
    logLevel: 'info',
    limits: defaultLimits,
  });
});

test('names every variable that is wrong', () => {
  const wrong = { UMBRA_EXCHANGES_PORT: '70000', UMBRA_CONTROL_PLANE_URL: 'localhost:8080' };
  expect(() => readConfiguration(wrong)).toThrow(
    /DATABASE_URL[\s\S]*UMBRA_EXCHANGES_PORT[\s\S]*UMBRA_CONTROL_PLANE_URL/,
  );
});

test('takes a limit, and refuses one that bounds nothing', () => {
  const environment = { DATABASE_URL: databaseUrl, UMBRA_SETTLE_MS: '750' };
  expect(readConfiguration(environment).limits.settleMs).toBe(750);
  expect(() => readConfiguration({ ...environment, UMBRA_FINDINGS: '0' })).toThrow(/UMBRA_FINDINGS is "0"/);
});
