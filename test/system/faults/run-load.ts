import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Load, LoadOutcome } from './load.ts';
import { expectedAnswer, plannedRequest, type PlannedRequest } from './traffic.ts';

const maxConnections = 512;
/** Beyond it requests are not sent, and count as not answered: a stall must not fill this process's memory. */
const maxUnderWay = 8_192;
const answerDeadlineMs = 30_000;
const maxTold = 20;

/** Sends a load and holds every answer, byte for byte, against what the primary says. */
export async function runLoad(load: Load): Promise<LoadOutcome> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: maxConnections });
  const latenciesMs: number[] = [];
  const otherwise: string[] = [];
  let same = 0;
  let underWay = 0;
  const startedAt = performance.now();

  const one = async (index: number, dueAt: number): Promise<void> => {
    const request = plannedRequest(load.firstMark + index, load.mix);
    underWay += 1;
    const deviation =
      underWay > maxUnderWay
        ? `not sent, ${maxUnderWay} were under way`
        : await deviationOf(request, load.port, agent);
    underWay -= 1;
    latenciesMs.push(performance.now() - dueAt);
    if (deviation === undefined) same += 1;
    else if (otherwise.length < maxTold) otherwise.push(`${request.method} ${request.path}: ${deviation}`);
  };

  if (load.arrival.kind === 'open') await arriveAt(load.arrival.perSecond, load.requests, startedAt, one);
  else await keepUnderWay(load.arrival.width, load.requests, one);

  const elapsedMs = performance.now() - startedAt;
  agent.destroy();
  return { requests: load.requests, same, otherwise, latenciesMs, elapsedMs };
}

type SendOne = (index: number, dueAt: number) => Promise<void>;

async function arriveAt(perSecond: number, requests: number, startedAt: number, one: SendOne): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let index = 0; index < requests; index += 1) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    // Late by less than a timer's step is in time; what is already due goes out without giving way.
    while (performance.now() < dueAt) await delay(1);
    sent.push(one(index, dueAt));
  }
  await Promise.all(sent);
}

async function keepUnderWay(width: number, requests: number, one: SendOne): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < requests) {
      const index = next;
      next += 1;
      await one(index, performance.now());
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** How an answer is not the right one, or undefined. */
function deviationOf(request: PlannedRequest, port: number, agent: http.Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { method, path, headers, body } = request;
    const sending = http.request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => {
        resolve(`cut off: ${error.message}`);
      });
      response.on('end', () => {
        clearTimeout(overdue);
        resolve(differenceFrom(request, response, Buffer.concat(chunks)));
      });
    });
    const overdue = setTimeout(() => {
      sending.destroy(new Error(`no answer in ${answerDeadlineMs / 1_000} s`));
    }, answerDeadlineMs);
    sending.on('error', (error) => {
      clearTimeout(overdue);
      resolve(error.message);
    });
    sending.end(body);
  });
}

function differenceFrom(
  request: PlannedRequest,
  { statusCode, headers }: http.IncomingMessage,
  body: Buffer,
): string | undefined {
  const expected = expectedAnswer(request);
  if (statusCode !== expected.status) return `status ${String(statusCode)}, not ${expected.status}`;
  const contentType = headers['content-type'];
  if (contentType !== expected.contentType) return `content type ${String(contentType)}`;
  return body.equals(expected.body) ? undefined : `another body: ${body.toString('utf8', 0, 200)}`;
}
