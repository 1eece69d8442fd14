import express, { type Express, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { Log } from '../../../platform/log/logger.ts';
import { httpMetrics } from '../../../platform/metrics/http-metrics.ts';
import type { RequestBulkhead } from '../../../platform/resilience/request-bulkhead.ts';
import { ApiBusyError, handleErrors, RequestRefusedError } from './error-status.ts';
import { openApiDocument } from './openapi.ts';
import type { Lane, Operation } from './operation.ts';
import { page } from './page.ts';
import { readBody, refuseForeignOrigins } from './request-body.ts';
import { identifyRequests } from './request-context.ts';

export interface ApiOptions {
  readonly operations: readonly Operation[];
  readonly lanes: Readonly<Record<Lane, RequestBulkhead>>;
  /** Folder of the web page. */
  readonly pageDirectory: string;
  readonly registry: Registry;
  readonly log: Log;
}

/** The REST API and the web page as one application. */
export function createApi({ operations, lanes, pageDirectory, registry, log }: ApiOptions): Express {
  const all = withOpenApi(operations);
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(identifyRequests(log), measureRequests(registry), refuseForeignOrigins);
  for (const path of new Set(all.map((operation) => operation.path))) {
    const here = all.filter((operation) => operation.path === path);
    for (const operation of here) {
      const { method, handle } = operation;
      app[method](expressPath(path), admitted(operation, lanes), readBody, async (request, response) =>
        handle(request, response),
      );
    }
    app.all(expressPath(path), refuseMethod(here.map(({ method }) => method.toUpperCase())));
  }
  app.use(page(pageDirectory));
  app.use((request) => {
    throw new RequestRefusedError(
      404,
      `There is nothing at ${request.path.slice(0, 200)}. GET /openapi.json lists what there is.`,
    );
  });
  app.use(handleErrors(log));
  return app;
}

/** The document describes itself too. */
function withOpenApi(operations: readonly Operation[]): readonly Operation[] {
  const described: Operation = {
    id: 'getOpenApi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({}) } },
    handle: (_request, response) => {
      response.json(document);
    },
  };
  const all = [...operations, described];
  const document = openApiDocument(all);
  return all;
}

/** `{name}` of OpenAPI as express writes it; a colon is express's own sign. */
function expressPath(path: string): string {
  return path.replaceAll(':', '\\:').replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Before the body is read: what is refused costs nothing. */
function admitted({ method, lane }: Operation, lanes: ApiOptions['lanes']): RequestHandler {
  const chosen = lane ?? (method === 'get' ? 'reads' : 'changes');
  if (chosen === 'none') {
    return (_request, _response, next) => {
      next();
    };
  }
  const { [chosen]: bulkhead } = lanes;
  return (request, response, next) => {
    const { running, waiting } = bulkhead.limits;
    const refuse = (): void => {
      next(new ApiBusyError(`${running} ${chosen} are under way and ${waiting} more wait already`));
    };
    bulkhead.admit(request, response, { begin: next, refuse });
  };
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  const allow = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
  return (request) => {
    throw new RequestRefusedError(405, `${request.method} is not done here; ${allow.join(', ')} is.`, {
      headers: { allow: allow.join(', ') },
    });
  };
}

function measureRequests(registry: Registry): RequestHandler {
  const measure = httpMetrics(registry);
  return (request, response, next) => {
    // express knows the route only once it has found it; the page's files are one.
    measure(request, response, () => (request.route as { path?: string } | undefined)?.path);
    next();
  };
}
