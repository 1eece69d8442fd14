import type { Ledger } from '../api/answers.ts';
import { formatCount, formatShare, table } from './table.ts';

export function ledgerText({ captured, inFlight, fates, shares, balanced }: Ledger): string {
  const rows = Object.entries(fates)
    .filter(([, count]) => count !== 0)
    .map(([fate, count]) => [fate, count, captured === 0 ? '' : formatShare(count / captured)] as const);
  return [
    `Captured ${formatCount(captured)} mirrored requests, ${formatCount(inFlight)} of them still in flight.`,
    `Evidence ${formatShare(shares.evidence)}, set aside ${formatShare(shares.setAside)}, lost ${formatShare(shares.loss)}.`,
    ...(rows.length > 0 ? [table(['fate', 'requests', 'share'], rows)] : []),
    balanced
      ? 'The ledger balances: every captured request has a fate or is in flight.'
      : 'THE LEDGER DOES NOT BALANCE: captured requests are not the sum of their fates and those in flight.',
  ].join('\n');
}
