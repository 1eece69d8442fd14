import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  parseEnvironment,
  type Environment,
} from '../../../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  portSetting,
  numberSetting,
  textSetting,
} from '../../../platform/configuration/setting.ts';

const settings = {
  databaseUrl: databaseUrlSetting('DATABASE_URL'),
  host: textSetting('UMBRA_HOST', '127.0.0.1'),
  apiPort: portSetting('UMBRA_API_PORT', 8080),
  ttlSeconds: numberSetting('UMBRA_MIRROR_TTL_SECONDS', 'a number of seconds', {
    fallback: 60,
    lowest: 1,
    highest: 3_600,
  }),
  comparatorUrl: httpUrlSetting('UMBRA_COMPARATOR_URL', 'http://127.0.0.1:18002'),
  logLevel: logLevelSetting('UMBRA_LOG_LEVEL'),
};
const databaseUrl = 'postgres://umbra:secret@127.0.0.1:5432/umbra';

function problemsOf(environment: Environment): readonly string[] {
  try {
    parseEnvironment(settings, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the environment', () => {
  test('becomes typed values, with defaults for what is unset or empty', () => {
    expect(
      parseEnvironment(settings, { DATABASE_URL: databaseUrl, UMBRA_HOST: '', UMBRA_API_PORT: '9000' }),
    ).toEqual({
      databaseUrl,
      host: '127.0.0.1',
      apiPort: 9000,
      ttlSeconds: 60,
      comparatorUrl: 'http://127.0.0.1:18002',
      logLevel: 'info',
    });
  });

  test.each([
    [
      { UMBRA_API_PORT: '80a' },
      'UMBRA_API_PORT is "80a", which is not a port from 0 to 65535. Set it to a whole number, or unset it for 8080.',
    ],
    [
      { UMBRA_API_PORT: '65536' },
      'UMBRA_API_PORT is "65536", which is not a port from 0 to 65535. Set it to a whole number, or unset it for 8080.',
    ],
    [
      { UMBRA_API_PORT: '-1' },
      'UMBRA_API_PORT is "-1", which is not a port from 0 to 65535. Set it to a whole number, or unset it for 8080.',
    ],
    [
      { UMBRA_MIRROR_TTL_SECONDS: '0' },
      'UMBRA_MIRROR_TTL_SECONDS is "0", which is not a number of seconds from 1 to 3600. Set it to a whole number, or unset it for 60.',
    ],
    [
      { UMBRA_COMPARATOR_URL: 'localhost:18002' },
      'UMBRA_COMPARATOR_URL is "localhost:18002", which is not an http or https URL. Set it to a URL such as http://127.0.0.1:18002, or unset it for just that.',
    ],
    [
      { UMBRA_LOG_LEVEL: 'loud' },
      'UMBRA_LOG_LEVEL is "loud", which is not a log level. Set it to one of debug, info, warn, error, silent, or unset it for info.',
    ],
  ])('%j is refused with variable, value and remedy', (environment, problem) => {
    expect(problemsOf({ DATABASE_URL: databaseUrl, ...environment })).toEqual([problem]);
  });

  test('is refused with all its problems at once', () => {
    const problems = problemsOf({ UMBRA_API_PORT: 'x', UMBRA_LOG_LEVEL: 'y' });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'UMBRA_API_PORT',
      'UMBRA_LOG_LEVEL',
    ]);
  });

  test('keeps a secret out of the message', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' }).join()).toMatch(
      /^DATABASE_URL is not a PostgreSQL URL\. /,
    );
    expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' }).join()).not.toContain('hunter2');
  });

  test('gives URLs without a slash at the end, so that paths can be put behind them', () => {
    const environment = { DATABASE_URL: databaseUrl, UMBRA_COMPARATOR_URL: 'http://comparator:18002/' };
    expect(parseEnvironment(settings, environment).comparatorUrl).toBe('http://comparator:18002');
  });
});
