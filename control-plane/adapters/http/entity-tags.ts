import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Precondition } from '../../migration/decide-change.ts';

/** A migration's ETag is its revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

export function contentTag(content: string): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** Tags that are no revisions of ours match none. */
export function preconditionOf(request: Request): Precondition {
  return {
    ifMatch: revisionsIn(request.get('if-match')),
    ifNoneMatch: revisionsIn(request.get('if-none-match')),
  };
}

function revisionsIn(header: string | undefined): readonly number[] | 'any' | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  return header.split(',').flatMap((tag) => {
    const match = /^"(\d{1,15})"$/.exec(tag.trim());
    return match === null ? [] : [Number(match[1])];
  });
}

/** JSON, or 304 where the client has it already. */
export function sendTagged(
  request: Request,
  response: Response,
  { tag, body }: { tag: string; body: string },
): void {
  response.set({ etag: tag, 'cache-control': 'no-cache' });
  const held =
    request
      .get('if-none-match')
      ?.split(',')
      .map((each) => each.trim().replace(/^W\//, '')) ?? [];
  if (held.includes(tag) || held.includes('*')) response.status(304).end();
  else response.type('application/json').send(Buffer.from(body));
}
