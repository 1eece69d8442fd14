import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../../../platform/log/logger.ts';
import type { Author } from '../../migration/migration-store.ts';

export interface RequestContext {
  /** From `x-correlation-id`, or made here; sent back. */
  readonly correlationId: string;
  readonly tenantId: string | undefined;
}

/** What may stand in a log line or an audit entry as it came. */
const identifier = /^[\w.:@/-]{1,128}$/;

/** Gives every request its identity, and logs it when it is answered. Reads are logged as debug: pages and services poll. */
export function identifyRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const correlationId = identifierIn(request, 'x-correlation-id') ?? randomUUID();
    const tenantId = identifierIn(request, 'x-tenant-id');
    response.locals['context'] = { correlationId, tenantId } satisfies RequestContext;
    response.set('x-correlation-id', correlationId);
    response.once('close', () => {
      const migration = request.params['name'];
      const fields = {
        correlationId,
        ...(tenantId !== undefined && { tenantId }),
        ...(typeof migration === 'string' && { migration: migration.slice(0, 63) }),
        method: request.method,
        path: request.path.slice(0, 256),
        status: response.statusCode,
        latencyMs: Math.round((performance.now() - startedAt) * 1_000) / 1_000,
      };
      if (request.method === 'GET' && response.statusCode < 500) log.debug('Request answered', fields);
      else log.info('Request answered', fields);
    });
    next();
  };
}

export function contextOf(response: Response): RequestContext {
  return response.locals['context'] as RequestContext;
}

/** There are no users in this version: the audit names the address. */
export function authorOf(request: Request, response: Response, action: string): Author {
  return {
    who: request.socket.remoteAddress ?? 'unknown',
    correlationId: contextOf(response).correlationId,
    action,
  };
}

function identifierIn(request: Request, header: string): string | undefined {
  const value = request.get(header);
  return value !== undefined && identifier.test(value) ? value : undefined;
}
