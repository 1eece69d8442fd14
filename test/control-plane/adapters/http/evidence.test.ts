import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { minimalDocument } from '../../../makers/migration.ts';
import { until } from '../../../makers/until.ts';
import { startApi } from '../../../makers/control-plane-api.ts';

const orders = '/v1/migrations/orders-v2';

async function withComparator(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const api = await startApi({ comparatorUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  await api.call('PUT', orders, { body: minimalDocument() });
  return api;
}

const json = { 'content-type': 'application/json' };

describe('evidence through the control plane', () => {
  it('is what the comparator answers, path and query passed on', async () => {
    const { call } = await withComparator((request, response) => {
      response
        .writeHead(200, json)
        .end(JSON.stringify({ url: request.url, id: request.headers['x-correlation-id'] }));
    });
    const answer = await call('GET', `${orders}/findings?limit=5&endpoint=GET%20%2Fa`, {
      headers: { 'x-correlation-id': 'c1' },
    });
    expect(answer.json).toEqual({ url: `${orders}/findings?limit=5&endpoint=GET%20%2Fa`, id: 'c1' });
    expect((await call('GET', `${orders}/findings/a%2F..%2Fb`)).json.url).toBe(
      `${orders}/findings/a%2F..%2Fb`,
    );
  });

  it.each([
    ['verdict', 'verdict', null],
    ['export', 'evidence', 'attachment; filename="evidence.json"'],
  ])('has the %s of the comparator, as it came', async (resource, asked, disposition) => {
    const { call } = await withComparator((request, response) => {
      response.writeHead(200, json).end(`{ "url": "${request.url ?? ''}" , "rate": 0.0010 }`);
    });
    const answer = await call('GET', `${orders}/${resource}`);
    expect(answer.text).toBe(`{ "url": "${orders}/${asked}" , "rate": 0.0010 }`);
    expect(answer.headers.get('content-disposition')).toBe(disposition);
  });

  it('leaves a comparator alone that fails again and again, and comes back to it', async () => {
    let asked = 0;
    let works = false;
    const { call } = await withComparator((_, response) => {
      asked += 1;
      response.writeHead(works ? 200 : 500, json).end('{}');
    });
    for (let read = 0; read < 20; read += 1) {
      expect((await call('GET', `${orders}/report`)).status).toBe(503);
    }
    expect(asked).toBe(5);

    works = true;
    await until('it is asked again', async () => (await call('GET', `${orders}/report`)).status === 200);
  });

  it("keeps the comparator's refusals", async () => {
    const { call } = await withComparator((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"status":404}');
    });
    expect((await call('GET', `${orders}/findings/none`)).status).toBe(404);
  });

  it.each([
    ['never answers', () => undefined, 503],
    [
      'breaks off',
      (_request, response) =>
        response.writeHead(200, { ...json, 'content-length': '10' }).write('{', () => response.destroy()),
      503,
    ],
    ['fails', (_request, response) => response.writeHead(500, json).end('{}'), 503],
    [
      'answers in HTML',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      502,
    ],
    [
      'answers more than is read',
      (_request, response) => response.writeHead(200, json).end(`"${'x'.repeat(200_000)}"`),
      502,
    ],
  ] satisfies [string, RequestListener, number][])(
    'is a problem when the comparator %s',
    async (_, answer, status) => {
      const { call } = await withComparator(answer);
      const refused = await call('GET', `${orders}/report`);
      expect([refused.status, refused.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json',
      ]);
      expect(refused.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
    },
  );

  it('is 503 when no comparator is there', async () => {
    const { call } = await startApi();
    await call('PUT', orders, { body: minimalDocument() });
    expect((await call('GET', `${orders}/ledger`)).status).toBe(503);
  });
});
