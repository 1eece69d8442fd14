import type { Request, Response } from 'express';
import type { z } from 'zod';

export type HttpMethod = 'get' | 'put' | 'patch' | 'post' | 'delete';

/** Requests of one lane cannot take the place of another's; a halt has a lane of its own, and health and metrics need none. */
export type Lane = 'reads' | 'changes' | 'halts';

/** One thing the API does: what it serves and what its OpenAPI document says come from here both. */
export interface Operation {
  readonly id: string;
  readonly method: HttpMethod;
  /** As in OpenAPI: `/v1/migrations/{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** Query parameters. */
  readonly query?: z.ZodObject;
  readonly answers: Readonly<Record<number, Answer>>;
  /** `none` is always let in; by default GET is a read, and everything else a change. */
  readonly lane?: Lane | 'none';
  readonly handle: (request: Request, response: Response) => Promise<void> | void;
}

export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` unless given. */
  readonly contentType?: string;
}

/** A parameter of the operation's path. */
export function pathParameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}
