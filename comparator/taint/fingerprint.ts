import { hash } from 'node:crypto';

/** 48 bits that stand for a text. In memory only: whatever people send, to remember it takes a number and says nothing of them. */
export function fingerprint(text: string, bytes?: Uint8Array): number {
  // A length in front, so that no text and bytes can pass for another text and other bytes.
  const data = bytes === undefined ? text : Buffer.concat([Buffer.from(`${text.length} ${text}`), bytes]);
  return hash('sha256', data, 'buffer').readUIntBE(0, 6);
}
