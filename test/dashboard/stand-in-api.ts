import express from 'express';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dashboardDirectory, page } from '../../control-plane/adapters/http/page.ts';
import type { Rule, RulePreview, UsedRule } from '../../dashboard/api/rule-shapes.d.ts';
import type { Report, Status } from '../../dashboard/api/shapes.d.ts';
import type { Verdict } from '../../dashboard/api/verdict-shapes.d.ts';
import { apiReport } from '../makers/api-report.ts';
import { apiRulePreview } from '../makers/api-rules.ts';
import { apiVerdict } from '../makers/api-verdict.ts';

/** Stands in for the control plane: serves the page as it does, and what a test says in the shapes of `docs/architecture.md`. */
export interface StandInApi {
  readonly url: string;
  readonly statuses: Map<string, Status>;
  readonly reports: Map<string, Report>;
  readonly verdicts: Map<string, Verdict>;
  /** By migration. */
  readonly rules: Map<string, readonly UsedRule[]>;
  /** What any rule would do. */
  preview: RulePreview;
  /** What the page sent that changes something, as `PATCH /path {"body"}`. */
  readonly changes: string[];
  /** While true, connections to the API are cut without an answer. */
  away: boolean;
  /** While true, reports and verdicts answer 503: the comparator cannot be reached. */
  comparatorAway: boolean;
  readonly close: () => Promise<void>;
}

export async function startStandInApi(statuses: readonly Status[]): Promise<StandInApi> {
  const app = express();
  app.use(page(dashboardDirectory));
  app.use('/v1', (request, response) => answer(request, response));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const api: StandInApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses: new Map(statuses.map((status) => [status.name, status])),
    reports: new Map(statuses.map(({ name }) => [name, apiReport({ migration: name })])),
    verdicts: new Map(statuses.map(({ name }) => [name, apiVerdict({ migration: name })])),
    rules: new Map(),
    preview: apiRulePreview(),
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
    if (api.away) {
      request.socket.destroy();
      return;
    }
    const [, , name = '', ...rest] = (request.url ?? '').split('/').map(decodeURIComponent);
    const what = rest.join('/');
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
    } else if (what === 'rules') {
      const rules = api.rules.get(name) ?? [];
      send(response, 200, { rules: rules.map((it) => ({ ...it, use: api.comparatorAway ? null : it.use })) });
    } else if (api.comparatorAway) {
      send(response, 503, {
        title: 'The comparator does not answer',
        status: 503,
        detail: 'connect ECONNREFUSED',
      });
    } else if (what === 'verdict') {
      send(response, 200, api.verdicts.get(name) ?? apiVerdict({ migration: name }));
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
    if (what === 'rules/preview') {
      send(response, 200, { rules: [api.preview] });
    } else if (what === 'rules') {
      addRule(response, name, JSON.parse(body) as Rule);
    } else if (what.startsWith('rules/')) {
      const id = what.slice('rules/'.length);
      api.rules.set(
        name,
        (api.rules.get(name) ?? []).filter((rule) => rule.id !== id),
      );
      response.writeHead(204).end();
    } else if (what === 'mirror') {
      const { percent } = JSON.parse(body) as { percent: unknown };
      if (typeof percent !== 'number' || percent < 0 || percent > 100) {
        send(response, 400, refusedPercent(percent));
        return;
      }
      api.statuses.set(name, { ...before, mirror: { ...before.mirror, percent }, confirmed: null });
      send(response, 200, api.statuses.get(name));
    } else {
      api.statuses.set(name, {
        ...before,
        mirror: { ...before.mirror, halted: what === 'halt' },
        confirmed: null,
      });
      send(response, 200, api.statuses.get(name));
    }
  }

  function addRule(response: ServerResponse, name: string, rule: Rule): void {
    const missing = (['owner', 'reason'] as const).filter((field) => !(field in rule));
    if (missing.length > 0) send(response, 422, refusedRule(missing));
    else {
      api.rules.set(name, [
        ...(api.rules.get(name) ?? []),
        { ...rule, id: 'new-rule', use: { hits: 0, lastHit: null, standing: 'stale' } },
      ]);
      send(response, 201, {});
    }
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

const refusedRule = (missing: readonly string[]) => ({
  type: 'about:blank',
  title: 'Not a valid rule',
  status: 422,
  detail: 'Nothing was changed.',
  errors: missing.map((path) => ({
    path,
    message: 'is missing',
    remedy: 'Name who answers for it, and why.',
  })),
});

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
