import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Report, Status } from '../../dashboard/api/shapes.d.ts';
import { apiReport } from '../makers/api-report.ts';

/** Stands in for the control plane: serves the page, and what a test says in the shapes of `docs/architecture.md`. */
export interface StandInApi {
  readonly url: string;
  readonly statuses: Map<string, Status>;
  readonly reports: Map<string, Report>;
  /** What the page sent that changes something, as `PATCH /path {"body"}`. */
  readonly changes: string[];
  /** While true, connections to the API are cut without an answer. */
  away: boolean;
  /** While true, reports answer 503: the comparator cannot be reached. */
  comparatorAway: boolean;
  readonly close: () => Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const vendored: Readonly<Record<string, string>> = {
  '/vendor/preact.js': 'node_modules/preact/dist/preact.mjs',
  '/vendor/htm.js': 'node_modules/htm/dist/htm.mjs',
};

/** The strictest policy the page must work under. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function startStandInApi(statuses: readonly Status[]): Promise<StandInApi> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const api: StandInApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses: new Map(statuses.map((status) => [status.name, status])),
    reports: new Map(statuses.map(({ name }) => [name, apiReport({ migration: name })])),
    changes: [],
    away: false,
    comparatorAway: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (!path.startsWith('/v1/')) {
      await sendFile(response, path);
      return;
    }
    if (api.away) {
      request.socket.destroy();
      return;
    }
    const [name = '', what = ''] = path
      .slice('/v1/migrations'.length)
      .split('/')
      .slice(1)
      .map(decodeURIComponent);
    if (request.method === 'GET') read(response, name, what);
    else change(response, { name, what, method: request.method ?? '', body: await textOf(request) });
  }

  function read(response: ServerResponse, name: string, what: string): void {
    if (name === '') {
      send(response, 200, { migrations: [...api.statuses.keys()].map((it) => ({ name: it })) });
      return;
    }
    if (!api.statuses.has(name)) {
      send(response, 404, { title: 'Not found', status: 404, detail: `There is no migration ${name}.` });
    } else if (what === 'status') {
      send(response, 200, api.statuses.get(name));
    } else if (api.comparatorAway) {
      send(response, 503, {
        title: 'The comparator does not answer',
        status: 503,
        detail: 'connect ECONNREFUSED',
      });
    } else {
      send(response, 200, api.reports.get(name));
    }
  }

  function change(
    response: ServerResponse,
    { name, what, method, body }: { name: string; what: string; method: string; body: string },
  ): void {
    api.changes.push(`${method} ${what} ${body}`.trim());
    const before = api.statuses.get(name);
    if (before === undefined) {
      send(response, 404, { title: 'Not found', status: 404, detail: `There is no migration ${name}.` });
      return;
    }
    if (what === 'mirror') {
      const { percent } = JSON.parse(body) as { percent: unknown };
      if (typeof percent !== 'number' || percent < 0 || percent > 100) {
        send(response, 400, refusedPercent(percent));
        return;
      }
      api.statuses.set(name, { ...before, mirror: { ...before.mirror, percent }, confirmed: null });
    } else {
      api.statuses.set(name, {
        ...before,
        mirror: { ...before.mirror, halted: what === 'halt' },
        confirmed: null,
      });
    }
    send(response, 200, api.statuses.get(name));
  }

  return api;
}

const refusedPercent = (percent: unknown) => ({
  type: 'about:blank',
  title: 'Not a valid mirror policy',
  status: 400,
  detail: 'Nothing was changed.',
  errors: [
    {
      path: 'percent',
      message: `is ${JSON.stringify(percent)}`,
      remedy: 'Write a number from 0 to 100 with at most two decimals.',
    },
  ],
});

async function sendFile(response: ServerResponse, path: string): Promise<void> {
  const file = vendored[path] ?? `dashboard${path === '/' ? '/index.html' : path}`;
  try {
    const content = await readFile(new URL(`../../${file}`, import.meta.url));
    response.setHeader(
      'content-type',
      vendored[path] === undefined ? (contentTypes[extname(file)] ?? 'text/plain') : 'text/javascript',
    );
    response.setHeader('content-security-policy', contentSecurityPolicy);
    response.end(content);
  } catch {
    send(response, 404, { title: 'Not found', status: 404, detail: path });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
