import express, { type Request, type RequestHandler } from 'express';
import { maxFileBytes } from '../../migration/migration-file.ts';
import { RequestRefusedError } from './error-status.ts';

const jsonTypes = ['application/json', 'application/merge-patch+json'];
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Reads bodies as text: JSON is read as the YAML it is, so that both are refused alike for a key that stands twice. */
export const readBody: RequestHandler = express.text({
  type: [...jsonTypes, ...yamlTypes],
  limit: maxFileBytes,
  // A compressed body can be a thousand times what was sent.
  inflate: false,
});

/** @throws RequestRefusedError with 415 for a body of another type or none. */
export function bodyText(request: Request): string {
  if (typeof request.body === 'string') return request.body;
  const type = request.get('content-type') ?? 'none';
  throw new RequestRefusedError(
    415,
    `A body of content type application/json or application/yaml is needed; this one has ${type.slice(0, 100)}.`,
    { headers: { accept: [...jsonTypes, ...yamlTypes].join(', ') } },
  );
}

/**
 * Without users there are no sessions to steal, but a page of another origin could still post to an API on this machine:
 * browsers send such a request, if it needs no preflight, and say where it comes from.
 */
export const refuseForeignOrigins: RequestHandler = (request, _response, next) => {
  const origin = request.get('origin');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && origin !== undefined && hostOf(origin) !== request.get('host')) {
    throw new RequestRefusedError(
      403,
      `Changes are not taken from pages of ${origin.slice(0, 100)}, only from this origin.`,
    );
  }
  next();
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
