import { hash } from 'node:crypto';

/** 48 bits that stand for a text: whatever people send, to remember it takes a number, and says nothing of them without the secret. */
export type Fingerprint = (text: string, bytes?: Uint8Array) => number;

/** Equal texts have equal fingerprints after a restart too: the secret is made once. */
export function fingerprintWith(secret: Uint8Array): Fingerprint {
  return (text, bytes) => {
    // A length in front, so that no text and bytes can pass for another text and other bytes.
    const parts = [secret, Buffer.from(`${text.length} ${text}`)];
    // Keyed by a prefix, which a hash that is cut short allows: nobody can go on from what was cut off.
    return hash(
      'sha256',
      Buffer.concat(bytes === undefined ? parts : [...parts, bytes]),
      'buffer',
    ).readUIntBE(0, 6);
  };
}
