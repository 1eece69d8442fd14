import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { quantile } from './quantile.ts';
import { routesName, serialiseContents } from './xds-contents.ts';

const root = path.join(import.meta.dirname, '..');
const peers = path.join(import.meta.dirname, 'peers', 'xds');
const variants = ['sotw', 'delta'] as const;
const rounds = 2;
const warmUpPushes = 2;
const measuredPushes = 6;
const runDeadlineMs = 120_000;

interface Change {
  readonly words: string;
  readonly nodes: number;
  /** How many of the nodes refuse every change of the routes. */
  readonly refusing: number;
  readonly clustersToo: boolean;
}

const changes: readonly Change[] = [
  { words: '501 routes', nodes: 200, refusing: 0, clustersToo: false },
  { words: '1 of 500 clusters, 501 routes', nodes: 200, refusing: 0, clustersToo: true },
  { words: '501 routes, 5 nodes refuse', nodes: 50, refusing: 5, clustersToo: false },
];

/** What `peers/xds/load` prints. */
interface LoadResult {
  readonly delays: readonly number[];
  readonly last: readonly number[];
  readonly cpuPerPush: number;
  readonly messagesPerPush: number;
  readonly rssMebibytes: number;
}

interface RunningServer {
  readonly name: string;
  readonly process: ChildProcess;
  readonly xdsPort: number;
  readonly controlPort: number;
}

/** Our xDS server and go-control-plane's, one after the other in each round, with the same contents and the same nodes. */
export const xds: Benchmark = {
  name: 'xds',
  question: `How long until every node has a change, and at what cost, beside go-control-plane (${rounds * measuredPushes} pushes a row; times in ms)?`,
  async run() {
    const directory = await mkdtemp(path.join(tmpdir(), 'umbra-bench-xds-'));
    const servers: RunningServer[] = [];
    try {
      const { load, server } = await buildPeers();
      servers.push(
        await startServer('umbra', process.execPath, [
          '--import',
          'tsx',
          path.join(import.meta.dirname, 'xds-server.ts'),
        ]),
        await startServer('go-control-plane', server, []),
      );
      const rows: (string | number)[][] = [];
      for (const variant of variants) {
        for (const change of changes) {
          const contents = await writeContents(directory, change);
          const results = new Map<RunningServer, LoadResult[]>(servers.map((one) => [one, []]));
          for (let round = 0; round < rounds; round += 1) {
            for (const [one, measured] of results)
              measured.push(await measure(load, one, variant, change, contents));
          }
          for (const [{ name }, measured] of results)
            rows.push([variant, change.words, change.nodes, name, ...figures(measured)]);
        }
      }
      return {
        columns: [
          'variant',
          'change',
          'nodes',
          'server',
          'p50',
          'p99',
          'max',
          'last node',
          'CPU a push',
          'messages a push',
          'RSS MiB',
        ],
        rows,
      };
    } finally {
      for (const { process } of servers) process.kill();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function figures(measured: readonly LoadResult[]): string[] {
  const delays = measured.flatMap((result) => result.delays);
  const mean = (pick: (result: LoadResult) => number) =>
    measured.reduce((sum, result) => sum + pick(result), 0) / measured.length;
  return [
    ...[0.5, 0.99, 1].map((q) => quantile(delays, q).toFixed(1)),
    quantile(
      measured.flatMap(({ last }) => last),
      0.5,
    ).toFixed(1),
    mean(({ cpuPerPush }) => cpuPerPush).toFixed(1),
    mean(({ messagesPerPush }) => messagesPerPush).toFixed(0),
    Math.max(...measured.map(({ rssMebibytes }) => rssMebibytes)).toFixed(0),
  ];
}

/** The first content is what the nodes begin with; those that follow are pushed. */
async function writeContents(directory: string, { clustersToo }: Change): Promise<string[]> {
  return Promise.all(
    Array.from({ length: 1 + warmUpPushes + measuredPushes }, async (_, revision) => {
      const file = path.join(directory, `${clustersToo ? 'clusters-and-routes' : 'routes'}-${revision}`);
      await writeFile(file, serialiseContents({ clusters: clustersToo ? revision : 0, routes: revision }));
      return file;
    }),
  );
}

async function measure(
  load: string,
  server: RunningServer,
  variant: string,
  { nodes, refusing }: Change,
  contents: readonly string[],
): Promise<LoadResult> {
  const options = {
    xds: `127.0.0.1:${server.xdsPort}`,
    control: `http://127.0.0.1:${server.controlPort}`,
    pid: server.process.pid,
    variant,
    nodes,
    refusing,
    'warm-up': warmUpPushes,
    routes: routesName,
  };
  const flags = Object.entries(options).map(([name, value]) => `-${name}=${value}`);
  const { stdout } = await promisify(execFile)(load, [...flags, ...contents], { timeout: runDeadlineMs });
  return JSON.parse(stdout) as LoadResult;
}

async function startServer(name: string, command: string, args: readonly string[]): Promise<RunningServer> {
  const process = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  for await (const line of createInterface(process.stdout)) {
    return { name, process, ...(JSON.parse(line) as { xdsPort: number; controlPort: number }) };
  }
  throw new Error(
    `The server ${name} ended before it listened; run it by itself to see why: ${command} ${args.join(' ')}`,
  );
}

/** @throws Error where Go is missing or the build fails */
async function buildPeers(): Promise<{ load: string; server: string }> {
  const tools = path.join(root, '.tools', 'bench-xds');
  await mkdir(tools, { recursive: true });
  try {
    await promisify(execFile)('go', ['build', '-o', tools, './...'], { cwd: peers });
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(
      missing
        ? 'This benchmark builds its load generator and its peer with Go, and there is no `go` on the PATH. Install Go (https://go.dev/dl); the version is in bench/peers/xds/go.mod.'
        : `go build failed in ${peers}`,
      { cause },
    );
  }
  return { load: path.join(tools, 'load'), server: path.join(tools, 'server') };
}
