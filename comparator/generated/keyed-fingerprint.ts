import { hash } from 'node:crypto';

/** 48 bits that stand for a text, and that nobody without the secret can work out from it. */
export type KeyedFingerprint = (text: string) => number;

export function keyedFingerprint(secret: Uint8Array): KeyedFingerprint {
  // Cut to 48 of 256 bits, so that a hash says nothing of that of a longer text.
  const key = Buffer.from(secret).toString('hex');
  return (text) => hash('sha256', key + text, 'buffer').readUIntBE(0, 6);
}
