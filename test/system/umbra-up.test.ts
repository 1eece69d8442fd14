import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePorts } from '../../platform/net/free-port.ts';
import { umbra } from '../makers/cli-run.ts';
import { httpServer } from '../makers/http-server.ts';
import { childrenOf, isAlive } from '../makers/processes.ts';
import { spawnScript, type SpawnedScript } from '../makers/spawned-script.ts';
import { temporaryDirectory } from '../makers/temporary-directory.ts';
import { until } from '../makers/until.ts';

interface Setup {
  readonly file: string;
  readonly listenerPort: number;
  readonly apiPort: number;
  /** Options of `umbra up` for ports that are free, the same each time. */
  readonly options: readonly string[];
}

/** A migration between two upstreams that differ in one field. */
async function setup(): Promise<Setup> {
  const upstream = (name: string): Promise<string> =>
    httpServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ name }));
    });
  const [primary, shadow] = [await upstream('a long name'), await upstream('a long')];
  const options = [
    '--api-port',
    '--xds-port',
    '--exchanges-port',
    '--read-port',
    '--admin-port',
    '--postgres-port',
  ];
  const wanted = ['listener', ...options].map((option) => ({ port: 0, purpose: 'a test', option }));
  const [listenerPort = 0, ...ports] = await freePorts(wanted);
  const file = path.join(temporaryDirectory(), 'migration.json');
  const hosts = (url: string): string[] => [new URL(url).host];
  writeFileSync(
    file,
    JSON.stringify({
      name: 'orders-v2',
      listener: { port: listenerPort },
      primary: { hosts: hosts(primary) },
      shadow: { hosts: hosts(shadow) },
      mirror: { percent: 100 },
    }),
  );
  return {
    file,
    listenerPort,
    apiPort: ports[0] ?? 0,
    options: options.flatMap((option, index) => [option, String(ports[index])]),
  };
}

function stateDirectory(): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o711);
  return directory;
}

async function up(
  { file, options }: Setup,
  ...more: readonly string[]
): Promise<{ run: SpawnedScript; children: number[] }> {
  const run = spawnScript('cli/main.ts', ['up', '--file', file, ...options, ...more]);
  await run.line(/Ctrl-C stops everything/);
  return { run, children: childrenOf(run.process.pid ?? 0) };
}

async function stopByCtrlC(run: SpawnedScript): Promise<number | null> {
  run.process.kill('SIGINT');
  const [exitCode] = (await once(run.process, 'exit')) as [number | null];
  return exitCode;
}

async function findsTheDifference({ listenerPort, apiPort }: Setup): Promise<void> {
  await fetch(`http://127.0.0.1:${listenerPort}/orders`);
  const report = () => umbra(['report', 'orders-v2', '--api', `http://127.0.0.1:${apiPort}`]);
  await until('the finding', async () => (await report()).exitCode === 1);
  expect((await report()).out).toMatch(/│ truncation │ GET \/orders │ \$\.name │/);
}

describe('umbra up', () => {
  test('runs everything in front of two upstreams, and Ctrl-C ends every part and leaves nothing', async () => {
    const given = await setup();
    const { run, children } = await up(given, '--ephemeral');
    await findsTheDifference(given);
    const [, logs = ''] = await run.line(/Logs +(\S+)/);
    expect(existsSync(logs)).toBe(true);
    expect(await stopByCtrlC(run)).toBe(0);
    expect(children.length).toBeGreaterThanOrEqual(4);
    expect(children.filter(isAlive)).toEqual([]);
    expect(existsSync(path.dirname(logs))).toBe(false);
  });

  test('killed with SIGKILL leaves no process behind, and a second run on the same state and ports just works', async () => {
    const given = await setup();
    const state = stateDirectory();
    const first = await up(given, '--state-dir', state);
    await findsTheDifference(given);
    first.run.process.kill('SIGKILL');
    await until('the end of every part', () => !first.children.some(isAlive));
    const second = await up(given, '--state-dir', state);
    const report = await umbra(['report', 'orders-v2', '--api', `http://127.0.0.1:${given.apiPort}`]);
    expect(report.out).toContain('1 pairs compared');
    await stopByCtrlC(second.run);
  });

  test('names every busy port before it starts anything', async () => {
    const given = await setup();
    const first = await up(given, '--ephemeral');
    const state = temporaryDirectory();
    const run = await umbra(['up', '--file', given.file, ...given.options, '--state-dir', state]);
    expect(run.exitCode).toBe(2);
    for (const option of [
      '--api-port',
      '--xds-port',
      '--exchanges-port',
      '--read-port',
      '--admin-port',
      '--postgres-port',
      '--listener-port',
    ]) {
      expect(run.err).toMatch(
        new RegExp(`^Port \\d+, wanted for .*, is in use\\. .* choose another port with ${option}\\.$`, 'm'),
      );
    }
    expect(existsSync(path.join(state, 'postgres'))).toBe(false);
    await stopByCtrlC(first.run);
  });

  test('ends as a whole, naming the part, when one part ends by itself', async () => {
    const given = await setup();
    const { run, children } = await up(given, '--ephemeral');
    const comparator = children.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('comparator/main'),
    );
    process.kill(comparator ?? 0, 'SIGKILL');
    const [exitCode] = (await once(run.process, 'exit')) as [number | null];
    expect(exitCode).toBe(6);
    expect(children.filter(isAlive)).toEqual([]);
  });
});
