import type { Response } from 'express';

/** What is JSON already. */
export function sendJson(response: Response, json: string): void {
  response.type('application/json').send(Buffer.from(json));
}
