import { describe, expect, test } from 'vitest';
import { freePort } from '../../platform/net/free-port.ts';
import { status } from '../makers/api-answers.ts';
import { umbra } from '../makers/cli-run.ts';
import { standInApi } from '../makers/stand-in-api.ts';

describe('an API that does not answer ends with 3', () => {
  test('nobody listens: says who was asked, and what to do', async () => {
    const port = await freePort({ port: 0, purpose: 'nothing', option: 'none' });
    const run = await umbra(['status', 'orders-v2', '--api', `http://127.0.0.1:${port}`]);
    expect(run.exitCode).toBe(3);
    expect(run.err).toContain(
      `GET http://127.0.0.1:${port}/v1/migrations/orders-v2/status: connect ECONNREFUSED`,
    );
    expect(run.err).toContain('Is `umbra up` running?');
  });

  test.each([
    ['another service', { status: 200, body: '<html>' }, "not as Umbra's API (status 200)"],
    [
      'another service without such a page',
      { status: 404, body: 'Not found' },
      "not as Umbra's API (status 404)",
    ],
    [
      'one that is overloaded',
      { status: 503, body: { title: 'Not ready', status: 503, detail: 'The store is away.' } },
      'Not ready: The store is away.',
    ],
    [
      'one of another version',
      { status: 200, body: { ...status(), mirror: 'yes' } },
      'not understood at mirror',
    ],
  ])('%s', async (_who, answer, words) => {
    const api = await standInApi(() => answer);
    const run = await umbra(['status', 'orders-v2', '--api', api.url]);
    expect(run.exitCode).toBe(3);
    expect(run.err).toContain(words);
  });
});

describe('wrong usage ends with 2', () => {
  test.each([
    [['status']],
    [['status', 'a', 'b']],
    [['conquer']],
    [['mirror', 'a', '5', '--writes', 'some']],
    [['mirror', 'a', '5', '--wait', 'long']],
    [['up']],
    [['up', '--file', 'x', '--api-port', '70000']],
    [['up', '--file', 'x', '--ephemeral', '--state-dir', 'y']],
    [['status', 'a', '--api', 'localhost:8080']],
  ])('%j', async (args) => {
    const run = await umbra(args);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).not.toBe('');
  });

  test('a migration that is not there', async () => {
    const api = await standInApi(() => ({
      status: 404,
      body: { title: 'No such migration', status: 404, detail: 'There is no migration named orders-v2.' },
    }));
    const run = await umbra(['status', 'orders-v2', '--api', api.url]);
    expect(run).toEqual({
      exitCode: 2,
      out: '',
      err: 'No such migration: There is no migration named orders-v2.',
    });
  });
});

test('--help tells the exit codes, and ends with 0', async () => {
  const run = await umbra(['--help']);
  expect(run.exitCode).toBe(0);
  for (const code of [0, 1, 2, 3, 4, 5, 6]) expect(run.out).toMatch(new RegExp(`^  ${code}  `, 'm'));
});
