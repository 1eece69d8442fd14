import type { CapturedBody, CapturedRequest } from '../../comparator/exchange/exchange.ts';

export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: CapturedBody | undefined;
}

export function capturedRequest({
  method = 'GET',
  path = '/',
  headers = {},
  body,
}: RequestParts): CapturedRequest {
  return { method, path, headers, body };
}
