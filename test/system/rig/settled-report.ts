import type { Report } from './api.ts';
import { eventually } from './eventually.ts';
import type { MirrorRig } from './stack.ts';

/** Has `send` send so many requests, and returns the report once every one of them has its fate. */
export async function settledReport(
  { api }: Pick<MirrorRig, 'api'>,
  name: string,
  { requests, send }: { readonly requests: number; readonly send: () => Promise<void> },
): Promise<Report> {
  const before = (await api.ledger(name)).captured;
  await send();
  return eventually(
    'every request to have its fate',
    async () => {
      const report = await api.report(name);
      const { captured, inFlight } = report.ledger;
      return captured >= before + requests && inFlight === 0 && report;
    },
    60_000,
  );
}
