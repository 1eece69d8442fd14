import { setTimeout as delay } from 'node:timers/promises';
import { ledgerAnswer, parseAnswer, reportAnswer, type Report } from '../cli/api/answers.ts';
import type { ApiClient } from '../cli/api/api-client.ts';

/** Longer than Envoy keeps exchanges back and the comparator its counts: when nothing moves for so long, nothing is under way. */
const stillMs = 3_000;
const deadlineMs = 30_000;
const pollMs = 250;

/** The report once every captured exchange is accounted for, or after 30 s, whatever it says then: the ledger shows it. */
export async function settledReport(api: ApiClient, migration: string): Promise<Report> {
  const startedAt = performance.now();
  let captured = Number.NaN;
  let stillSince = startedAt;
  for (;;) {
    const now = performance.now();
    const ledger = parseAnswer(ledgerAnswer, await api.send('GET', `/v1/migrations/${migration}/ledger`));
    if (ledger.captured !== captured || ledger.inFlight > 0) stillSince = now;
    captured = ledger.captured;
    if (now - stillSince >= stillMs || now - startedAt >= deadlineMs) break;
    await delay(pollMs);
  }
  return parseAnswer(reportAnswer, await api.send('GET', `/v1/migrations/${migration}/report`));
}
