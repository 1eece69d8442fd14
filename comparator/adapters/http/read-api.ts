import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { Log } from '../../../platform/log/logger.ts';
import type { RequestBulkhead } from '../../../platform/resilience/request-bulkhead.ts';
import { viewOf } from '../../findings/evidence-view.ts';
import { ledgerReport, report, withFindings } from '../../findings/report.ts';
import { formatCursor, parseFindingsQuery } from './findings-query.ts';
import { addPreviewRoute } from './preview-route.ts';
import { addVerdictRoutes } from './verdict-routes.ts';
import type { ReadApiOptions } from './read-api-options.ts';
import { sendJson } from './send-json.ts';
import { busy, notFound, sendProblem, storeUnavailable } from './problem.ts';

/** The comparator's read API (`docs/architecture.md`): what was written to the store, so at most a flush behind. */
export function readApi(options: ReadApiOptions): Express {
  const { reader, watched, now, log } = options;
  const view = (name: string) => viewOf(name, watched(name), now());
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.use(correlated(log), measured(options.measure));
  app.get('/healthz', options.healthz);
  app.get('/readyz', options.readyz);
  app.get('/metrics', options.metrics);
  app.use(admitted(options.bulkhead));

  app.param('name', (_request, _response, next, name: string) => {
    next(migrationName.test(name) ? undefined : 'route');
  });

  app.get('/v1/migrations/:name/report', async ({ params: { name } }, response) => {
    const whose = { name, watched: watched(name) };
    const at = now();
    const everything = await reader.everything(viewOf(name, whose.watched, at));
    sendJson(response, withFindings(report(whose, everything, at), everything.findings));
  });

  app.get('/v1/migrations/:name/ledger', async ({ params: { name } }, response) => {
    response.json(ledgerReport(name, await reader.tally(name)));
  });

  app.get('/v1/migrations/:name/findings', async ({ params: { name }, query }, response) => {
    const parsed = parseFindingsQuery(query);
    if (parsed.kind === 'problem') {
      sendProblem(response, parsed.problem);
      return;
    }
    const page = await reader.findings(view(name), parsed.query);
    const nextCursor = page.continueAfter && formatCursor(page.continueAfter);
    sendJson(response, withFindings({ ...(nextCursor && { nextCursor }) }, page));
  });

  app.get('/v1/migrations/:name/findings/:id', async ({ params: { name, id } }, response) => {
    const finding = findingId.test(id) ? await reader.finding(view(name), id) : undefined;
    if (finding !== undefined) {
      sendJson(response, finding);
      return;
    }
    const detail = `Migration ${name} has no finding ${id.slice(0, 64)}. GET /v1/migrations/${name}/findings lists those it has.`;
    sendProblem(response, { status: 404, title: 'Finding not found', detail });
  });

  addVerdictRoutes(app, options);
  addPreviewRoute(app, options);

  app.use((_request, response) => {
    sendProblem(response, notFound);
  });
  app.use(failed(log));
  return app;
}

/** As the control plane takes them. Others have no evidence, and may hold what PostgreSQL takes for no text: a NUL. */
const migrationName = /^[a-z0-9-]{1,63}$/;

const findingId = /^[0-9a-f]{16}$/;

function admitted(bulkhead: RequestBulkhead): RequestHandler {
  return (request, response, next) => {
    const refuse = (): void => {
      sendProblem(response, busy);
    };
    bulkhead.admit(request, response, { begin: next, refuse });
  };
}

const wellFormedId = /^[\w.-]{1,128}$/;

/** One log line per request, and the name under which it can be found there. */
function correlated(log: Log): RequestHandler {
  return (request, response, next) => {
    const asked = request.get('x-correlation-id');
    const correlationId = asked !== undefined && wellFormedId.test(asked) ? asked : randomUUID();
    const startedAt = performance.now();
    response.locals['correlationId'] = correlationId;
    response.setHeader('x-correlation-id', correlationId);
    response.once('close', () => {
      const latencyMs = Math.round((performance.now() - startedAt) * 1_000) / 1_000;
      const { method, path, params } = request;
      const { name } = params;
      log.debug('Request', {
        correlationId,
        latencyMs,
        method,
        path,
        status: response.statusCode,
        ...(typeof name === 'string' && { migration: name }),
      });
    });
    next();
  };
}

function measured(measure: ReadApiOptions['measure']): RequestHandler {
  return (request, response, next) => {
    measure(request, response, () => (request.route as { path: string } | undefined)?.path);
    next();
  };
}

/** Express needs the four arguments to know an error handler by. */
function failed(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const correlationId = String(response.locals['correlationId']);
    if (isClientError(error)) {
      sendProblem(response, { ...notFound, status: 400, title: 'Request not understood' });
      return;
    }
    log.warn('A read failed', { correlationId, path: request.path, error });
    if (response.headersSent) next(error);
    else sendProblem(response, storeUnavailable);
  };
}

/** Express itself throws on a path that cannot be decoded. */
function isClientError(error: unknown): boolean {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500;
}
