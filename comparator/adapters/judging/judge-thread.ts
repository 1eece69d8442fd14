import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../../platform/log/logger.ts';
import type { JudgeRequest } from './answer.ts';

/** What the thread is started with. */
export interface JudgeThreadData {
  readonly databaseUrl: string;
  readonly statementTimeoutMs: number;
}

export interface Asked {
  readonly number: number;
  readonly request: JudgeRequest;
}

export type Answered =
  | { readonly number: number; readonly kind: 'answer'; readonly json: string }
  | { readonly number: number; readonly kind: 'failed'; readonly message: string };

interface Pending {
  readonly resolve: (json: string) => void;
  readonly reject: (error: Error) => void;
}

/** Beside this file, compiled or not as it is. */
const entry = new URL(`./judge-worker${path.extname(import.meta.url)}`, import.meta.url);

/** A thread does not inherit the loader that its process was started with. */
function startWorker(workerData: JudgeThreadData): Worker {
  if (entry.pathname.endsWith('.js')) return new Worker(entry, { workerData });
  const loader = import.meta.resolve('tsx/esm/api');
  const load = `import(${JSON.stringify(loader)}).then((tsx) => {
    tsx.register();
    return import(${JSON.stringify(entry.href)});
  });`;
  return new Worker(load, { eval: true, workerData });
}

/**
 * Reads and judges evidence in a thread of its own: a thousand endpoints with 5,000 patterns take half a second, and as long the event loop
 * would take no exchange. Started when it is asked for the first time, and anew should it end.
 */
export class JudgeThread {
  readonly #data: JudgeThreadData;
  readonly #log: Log;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #number = 0;

  constructor(data: JudgeThreadData, log: Log) {
    this.#data = data;
    this.#log = log;
  }

  ask(request: JudgeRequest): Promise<string> {
    const worker = (this.#worker ??= this.#start());
    this.#number += 1;
    const asked: Asked = { number: this.#number, request };
    return new Promise((resolve, reject) => {
      this.#pending.set(asked.number, { resolve, reject });
      worker.postMessage(asked);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = startWorker(this.#data);
    worker.on('message', (answered: Answered) => {
      const pending = this.#pending.get(answered.number);
      this.#pending.delete(answered.number);
      if (answered.kind === 'answer') pending?.resolve(answered.json);
      else pending?.reject(new Error(answered.message));
    });
    worker.on('error', (error) => {
      this.#log.error('The thread that judges evidence broke; it is started again when it is asked', {
        error,
      });
    });
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#pending.values())
        reject(new Error('The thread that judges evidence ended'));
      this.#pending.clear();
    });
    return worker;
  }
}
