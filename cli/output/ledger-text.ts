import type { Ledger } from '../api/answers.ts';
import { formatCount, formatShare, table } from './table.ts';

export function ledgerText({ captured, inFlight, fates, shares, balanced, envoy }: Ledger): string {
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
    envoyText(envoy),
  ].join('\n');
}

function envoyText(envoy: Ledger['envoy']): string {
  const { envoys, atMost } = envoy.ended;
  return envoys === 0
    ? stateText(envoy)
    : `${stateText(envoy)} ${formatCount(envoys)} Envoys ended while they captured: about ${formatCount(atMost)} requests more may be lost.`;
}

function stateText({ state, disagreements, captured, mirrored, unreported, lastHeard }: Ledger['envoy']) {
  switch (state) {
    case 'agrees':
      return `Envoy's own counters agree: ${formatCount(captured)} captured, ${formatCount(mirrored)} mirrored.`;
    case 'disagrees': {
      const sizes = disagreements.map(
        ({ equation, requests }) => `${equation} by ${formatCount(requests)} requests`,
      );
      return `THE LEDGER DISAGREES WITH ENVOY: ${sizes.join(', ')}.`;
    }
    case 'not-reconciled':
      return lastHeard === null
        ? 'Not reconciled: no Envoy has reported its counters.'
        : `Not reconciled: ${formatCount(unreported)} requests are of Envoys that do not report.`;
  }
}
