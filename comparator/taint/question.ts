import type { Exchange } from '../exchange/exchange.ts';
import { fingerprint } from './fingerprint.ts';

/** A request as the data sees it, as a fingerprint: who repeats it reads the same data. */
export type Question = number;

/** Undefined where the body was cut at the capture's cap, for then nobody knows what was asked. */
export function questionOf({ key, request }: Pick<Exchange, 'key' | 'request'>): Question | undefined {
  const { method, path, body } = request;
  if (body?.truncated === true) return undefined;
  return fingerprint(`${method} ${path} ${key ?? ''}`, body?.data);
}
