/**
 * The clients, as a process of its own: what the test does in the meantime must not delay a request. It prints its port once it
 * listens; `POST /` with a load runs it and answers with what came of it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { runLoad } from './run-load.ts';
import type { Load } from './load.ts';

const server = createServer((request, response) => {
  void text(request)
    .then((body) => runLoad(JSON.parse(body) as Load))
    .then(
      (outcome) => response.end(JSON.stringify(outcome)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  console.log(`listening ${JSON.stringify({ port: (server.address() as AddressInfo).port })}`);
});
