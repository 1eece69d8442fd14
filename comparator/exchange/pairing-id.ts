import type { PairingId } from './exchange.ts';

/** Twelve digits last 30 years at 1,000 requests/s on one worker, and stay far from where a double loses integers. */
const wellFormed = /^([0-9a-f]{16})-([1-9][0-9]{0,11})$/;

/** Undefined when the text was not made by the capture script. */
export function parsePairingId(text: string): PairingId | undefined {
  const [, seed, number] = wellFormed.exec(text) ?? [];
  return seed === undefined || number === undefined ? undefined : { seed, number: Number(number) };
}

export function formatPairingId(id: PairingId): string {
  return `${id.seed}-${id.number}`;
}
