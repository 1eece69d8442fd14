import { integerBelow, pick, type Random } from '../../../demo/traffic/random.ts';
import { DocumentStore, type StoreAnswer } from '../../makers/document-store.ts';
import type { RequestParts } from './client.ts';
import { json, type Answer } from './upstream.ts';

/** An application over documents of its own: what it answers depends on all that was written before. */
export function documentApplication(
  answer: (store: DocumentStore, asked: Parameters<DocumentStore['answer']>[0]) => Promise<StoreAnswer>,
): Answer {
  const store = new DocumentStore();
  return (request, body, response) => {
    void (async () => {
      const { method = '', url: path = '/', headers } = request;
      const { status, body: told } = await answer(store, {
        tenant: String(headers['x-tenant-id']),
        method,
        path,
        ...(body.length > 0 ? { body: JSON.parse(String(body)) as object } : {}),
      });
      if (told === undefined) response.writeHead(status).end();
      else json(response, status, told);
    })();
  };
}

/** Four of ten requests are writes, to three documents of each tenant. */
export function* documentTraffic(requests: number, tenants: number, random: Random): Generator<RequestParts> {
  for (let sent = 0; sent < requests; sent += 1) {
    const headers = {
      'x-tenant-id': `tenant-${integerBelow(tenants, random)}`,
      'content-type': 'application/json',
    };
    const path = `/docs/${pick(['1001', '1002', '1003'], random)}`;
    const method = pick(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'PUT', 'PUT', 'POST', 'DELETE'], random);
    if (method === 'GET') yield { headers, path: integerBelow(10, random) === 0 ? '/docs' : path };
    else if (method === 'DELETE') yield { method, path, headers };
    else yield { method, path, headers, body: JSON.stringify({ value: `value ${sent}` }) };
  }
}
