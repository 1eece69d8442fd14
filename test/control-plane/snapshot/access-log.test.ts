import { expect, it } from 'vitest';
import { hopAccessLog, primaryAccessLog } from '../../../control-plane/snapshot/access-log.ts';
import { comparePolicy, snapshotSettings, storedMigration } from '../../makers/stored-migration.ts';

it('logs the header that names a build, on both sides and once', () => {
  const headersOf = (compare: Parameters<typeof comparePolicy>[0]) => {
    const { migration } = storedMigration({ change: { compare: comparePolicy(compare) } });
    return [primaryAccessLog, hopAccessLog].map((log) => {
      const { typed_config: config } = log(migration, snapshotSettings.accessLog) as {
        typed_config: { additional_response_headers_to_log: string[] };
      };
      return config.additional_response_headers_to_log;
    });
  };
  for (const headers of headersOf({ build: 'x-app-version', headers: ['x-app-version', 'vary'] })) {
    expect(headers.filter((header) => header === 'x-app-version')).toEqual(['x-app-version']);
    expect(headers).toContain('vary');
  }
  for (const headers of headersOf({})) expect(headers).not.toContain('x-app-version');
});
