import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mirrorState, status } from '../makers/api-answers.ts';
import { umbra } from '../makers/cli-run.ts';
import { standInApi } from '../makers/stand-in-api.ts';
import { temporaryDirectory } from '../makers/temporary-directory.ts';

function file(text: string): string {
  const name = path.join(temporaryDirectory(), 'migration.yaml');
  writeFileSync(name, text);
  return name;
}

const valid = `
name: orders-v2
primary: { hosts: ["127.0.0.1:3000"] }
shadow: { hosts: ["127.0.0.1:3001"] }
mirror: { percent: 12.5 }
`;

describe('mirror', () => {
  test('asks for the percent, and shows what came of it', async () => {
    const api = await standInApi(() => ({ body: status() }));
    const run = await umbra(['mirror', 'orders-v2', '12.5', '--writes', 'sampled', '--api', api.url]);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('orders-v2: mirroring');
    expect(api.seen).toEqual([
      { method: 'PATCH', url: '/v1/migrations/orders-v2/mirror', body: { percent: 12.5, writes: 'sampled' } },
      { method: 'GET', url: '/v1/migrations/orders-v2/status', body: undefined },
    ]);
  });

  test.each(['25%', 'NaN', 'half', '1e2', ''])('refuses %j without asking the API', async (percent) => {
    const api = await standInApi(() => ({ body: status() }));
    const run = await umbra(['mirror', 'orders-v2', percent, '--api', api.url]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('Write one from 0 to 100, without a percent sign');
    expect(api.seen).toEqual([]);
  });

  test.each(['101', '-1'])(
    'leaves the limits to the API: %s is refused with its problem details',
    async (percent) => {
      const api = await standInApi(() => ({
        status: 422,
        body: {
          type: 'about:blank',
          title: 'The change was refused',
          status: 422,
          detail: 'Nothing was changed.',
          errors: [
            { path: 'percent', message: `percent is ${percent}`, remedy: 'Write a number from 0 to 100.' },
          ],
        },
      }));
      const run = await umbra(['mirror', 'orders-v2', percent, '--api', api.url]);
      expect(run.exitCode).toBe(2);
      expect(run.err).toBe(
        `The change was refused: Nothing was changed.\n  percent: percent is ${percent}\n    Write a number from 0 to 100.`,
      );
    },
  );

  test('--wait ends with 0 once what is asked for is confirmed', async () => {
    let asked = 0;
    const api = await standInApi(({ method }) => {
      if (method === 'GET') asked += 1;
      return {
        body: status({
          mirror: mirrorState({ percent: 50 }),
          confirmed: asked < 3 ? mirrorState() : mirrorState({ percent: 50 }),
        }),
      };
    });
    const run = await umbra(['mirror', 'orders-v2', '50', '--wait', '--api', api.url]);
    expect(run.exitCode).toBe(0);
    expect(asked).toBe(3);
  });

  test('--wait ends with 4, naming who has not confirmed, when the time is over', async () => {
    const envoy = { connected: true, config: {}, confirmed: mirrorState() };
    const body = status({
      mirror: mirrorState({ percent: 50 }),
      confirmed: null,
      envoys: [
        { ...envoy, node: 'quick', confirmed: mirrorState({ percent: 50 }) },
        { ...envoy, node: 'slow' },
        {
          ...envoy,
          node: 'strict',
          config: {
            listener: { sent: 'v3', acknowledged: 'v2', rejected: { version: 'v3', reason: 'no such file' } },
          },
        },
        { ...envoy, node: 'gone', connected: false },
      ],
    });
    const api = await standInApi(() => ({ body }));
    const run = await umbra(['mirror', 'orders-v2', '50', '--wait', '0.05', '--api', api.url]);
    expect(run.exitCode).toBe(4);
    expect(run.err).toContain('2 of 3 connected Envoys did not: slow, strict (rejected: no such file).');
  });

  test('--wait ends with 4 when no Envoy is there to confirm', async () => {
    const api = await standInApi(() => ({ body: status({ confirmed: null, envoys: [] }) }));
    const run = await umbra(['mirror', 'orders-v2', '25', '--wait', '0.05', '--api', api.url]);
    expect(run).toMatchObject({ exitCode: 4, out: '' });
    expect(run.err).toContain('no Envoy is connected');
  });
});

describe('halt and resume', () => {
  test.each(['halt', 'resume'])('%s posts, and shows what came of it', async (action) => {
    const api = await standInApi(() => ({ body: status() }));
    expect(await umbra([action, 'orders-v2', '--api', api.url])).toMatchObject({ exitCode: 0 });
    expect(api.seen[0]).toEqual({
      method: 'POST',
      url: `/v1/migrations/orders-v2/${action}`,
      body: undefined,
    });
  });

  test('a halt is confirmed by Envoys that mirror nothing, whatever percent they know', async () => {
    const body = status({
      mirror: mirrorState({ halted: true, percent: 50 }),
      confirmed: mirrorState({ halted: true, percent: 0 }),
    });
    const api = await standInApi(() => ({ body }));
    expect((await umbra(['halt', 'orders-v2', '--wait', '1', '--api', api.url])).exitCode).toBe(0);
  });

  test('a halt is not confirmed by Envoys that still mirror', async () => {
    const body = status({ mirror: mirrorState({ halted: true }) });
    const api = await standInApi(() => ({ body }));
    expect((await umbra(['halt', 'orders-v2', '--wait', '0.05', '--api', api.url])).exitCode).toBe(4);
  });
});

describe('validate and apply', () => {
  test('validate needs no API', async () => {
    const name = file(valid);
    expect(await umbra(['validate', name])).toEqual({
      exitCode: 0,
      out: `${name} is a valid migration: orders-v2.`,
      err: '',
    });
  });

  test.each(['validate', 'apply'])(
    '%s refuses a wrong file with every problem, asking nobody',
    async (command) => {
      const api = await standInApi(() => ({ body: {} }));
      const run = await umbra([
        command,
        file(valid.replace('12.5', '"25%"').concat('colour: red\n')),
        '--api',
        api.url,
      ]);
      expect(run.exitCode).toBe(2);
      expect(run.err).toContain('was refused: 2 problems.');
      expect(run.err).toContain('mirror.percent: ');
      expect(run.err).toContain('colour: ');
      expect(api.seen).toEqual([]);
    },
  );

  test('a file that is not there, and one that is too large, are refused by name', async () => {
    expect(await umbra(['validate', '/nonexistent.yaml'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('/nonexistent.yaml cannot be read') as string,
    });
    const large = file(`# ${'x'.repeat(10_000_000)}`);
    expect(await umbra(['validate', large])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('over the 1048576 allowed') as string,
    });
  });

  test('apply puts the migration with every default spelled out', async () => {
    const api = await standInApi(() => ({ body: {} }));
    const run = await umbra(['apply', file(valid), '--api', api.url]);
    expect(run).toEqual({ exitCode: 0, out: 'orders-v2 is applied.', err: '' });
    expect(api.seen).toMatchObject([
      {
        method: 'PUT',
        url: '/v1/migrations/orders-v2',
        body: { name: 'orders-v2', listener: { port: 10_000 }, mirror: { percent: 12.5, writes: 'all' } },
      },
    ]);
  });

  test('delete is answered without content', async () => {
    const api = await standInApi(() => ({ status: 200, body: '' }));
    expect(await umbra(['delete', 'orders-v2', '--api', api.url])).toMatchObject({
      exitCode: 0,
      out: 'orders-v2 is deleted.',
    });
  });
});
