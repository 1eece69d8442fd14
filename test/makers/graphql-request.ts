import type { CapturedRequest } from '../../comparator/exchange/exchange.ts';
import { capturedRequest } from './captured-request.ts';
import { capturedBody } from './pair-of-answers.ts';

export function graphqlRequest(body: unknown, path = '/graphql'): CapturedRequest {
  return capturedRequest({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: capturedBody(JSON.stringify(body)),
  });
}
