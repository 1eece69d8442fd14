import { describe, expect, onTestFinished, test } from 'vitest';
import { MigrationWatcher } from '../../../../comparator/adapters/http/migration-watcher.ts';
import { WatchedMigrations } from '../../../../comparator/watch/watched-migrations.ts';
import { httpServer } from '../../../makers/http-server.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';
import { until } from '../../../makers/until.ts';

/** A control plane with one migration, whose ETag and availability a test may change. */
async function start() {
  const control = { names: ['orders-v2'], etag: '"1"', down: false, asked: [] as (string | undefined)[] };
  const controlPlaneUrl = await httpServer((request, response) => {
    const asked = request.headers['if-none-match'];
    control.asked.push(asked);
    if (control.down) response.writeHead(500).end('{}');
    else if (asked === control.etag) response.writeHead(304).end();
    else
      response
        .writeHead(200, { etag: control.etag })
        .end(JSON.stringify(control.names.map((name) => ({ name }))));
  });
  const migrations = new WatchedMigrations();
  const watcher = new MigrationWatcher({ controlPlaneUrl, migrations, log, intervalMs: 20 });
  onTestFinished(() => watcher.close());
  await watcher.start();
  return { control, migrations, watcher };
}

describe('watching the migrations', () => {
  test('asks with the ETag it was given, and keeps what is not modified', async () => {
    const { control, migrations } = await start();
    await until('three questions', () => control.asked.length >= 3);
    expect(control.asked.slice(0, 3)).toEqual([undefined, '"1"', '"1"']);
    expect(migrations.names).toEqual(['orders-v2']);
  });

  test('takes over what changed', async () => {
    const { control, migrations } = await start();
    Object.assign(control, { names: ['orders-v2', 'customers-v3'], etag: '"2"' });
    await until('the second migration', () => migrations.find('customers-v3') !== undefined);
  });

  test('goes on with those it knows while the control plane is away', async () => {
    const { control, migrations } = await start();
    control.down = true;
    const before = control.asked.length;
    await until('failed questions', () => control.asked.length > before + 2);
    expect(migrations.names).toEqual(['orders-v2']);
  });

  test('asks once for a burst of requests of a migration it does not know', async () => {
    const { control, watcher } = await start();
    await watcher.close();
    const before = control.asked.length;
    await Promise.all(Array.from({ length: 100 }, () => watcher.refreshForStranger()));
    expect(control.asked.length - before).toBeLessThanOrEqual(1);
  });
});
