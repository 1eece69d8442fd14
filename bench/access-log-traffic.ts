import { encodeEntry, logEntry, type LoggedEntry } from '../test/makers/access-log.ts';
import { letterPlaceholder, placeholder } from './json-documents.ts';

/** One kind of request: what primary and shadow, and a control where there is one, answer, as JSON text. A write is a POST. */
export interface Kind {
  readonly primary: string;
  readonly shadow: string;
  readonly control?: string;
  readonly path?: string;
  readonly write?: boolean;
}

/** Digits in an encoded entry that are replaced by a request's own; as many as the number has. */
interface Template {
  readonly bytes: Buffer;
  readonly placeholders: readonly number[];
  readonly letters: readonly number[];
  readonly keys: readonly number[];
  readonly startTime: number;
}

export const migration = 'orders-v2';
export const seed = '00112233445566aa';
/** 10,000 requests a second. */
export const msBetweenRequests = 0.1;
/** Numbers in traffic have as many digits as the placeholder; the ledger is told that it has seen the ones before. */
export const firstNumber = 100_000_000_000;
const keyPlaceholder = 'tenant-66666666';
const placeholderStartMs = 1_700_000_000_900;

/** Envoy sends a message when it has a mebibyte, or after 0.2 s. */
const messageBytes = 1_024 * 1_024;
/** How many other halves end between a request's primary half and its shadow half. */
const shadowLag = 8;

/**
 * Access log messages as Envoy sends them, encoded with Envoy's own schema: every request with its own number, path, id in the
 * body, key and time. `keep` says which halves arrive.
 */
export class AccessLogTraffic {
  readonly #kinds: readonly (readonly [primary: Template, shadow: Template, control: Template | undefined])[];
  readonly #keyCount: number;
  #next = firstNumber + 1;
  #waiting: Buffer[] = [];

  constructor(kinds: readonly Kind[], keyCount = 1_000) {
    this.#keyCount = keyCount;
    this.#kinds = kinds.map((kind) => [
      templateOf(kind, 'mirror'),
      templateOf(kind, 'shadow'),
      kind.control === undefined ? undefined : templateOf(kind, 'control'),
    ]);
  }

  /** Messages of so many more pairs. */
  pairs(count: number, keep: (number: number, side: 'primary' | 'shadow') => boolean = () => true): Buffer[] {
    const messages: Buffer[] = [];
    let entries: Buffer[] = [];
    let bytes = 0;
    const add = (entry: Buffer): void => {
      entries.push(entry);
      bytes += entry.length;
      if (bytes < messageBytes) return;
      messages.push(messageOf(entries));
      entries = [];
      bytes = 0;
    };
    for (let pair = 0; pair < count; pair += 1, this.#next += 1) {
      const number = this.#next;
      const templates = this.#kinds[number % this.#kinds.length];
      if (templates === undefined) break;
      const [primary, shadow, control] = templates.map(
        (template) => template && fillIn(template, number, this.#keyCount),
      );
      if (primary !== undefined && keep(number, 'primary')) add(primary);
      if (shadow !== undefined && keep(number, 'shadow')) this.#waiting.push(shadow);
      if (control !== undefined) this.#waiting.push(control);
      while (this.#waiting.length > shadowLag) add(this.#waiting.shift() as Buffer);
    }
    this.#waiting.splice(0).forEach(add);
    if (entries.length > 0) messages.push(messageOf(entries));
    return messages;
  }
}

type Role = 'mirror' | 'shadow' | 'control';

function templateOf(kind: Kind, role: Role): Template {
  const entry: LoggedEntry = {
    id: `${seed}-${placeholder}`,
    method: kind.write === true ? 'POST' : 'GET',
    path: kind.path ?? `/orders/${placeholder}?page=1`,
    responseBody: { mirror: kind.primary, shadow: kind.shadow, control: kind.control ?? '' }[role],
    startedAtMs: placeholderStartMs,
    ...(role === 'mirror' && { key: keyPlaceholder }),
    ...(kind.write === true && role === 'mirror' && { requestBody: '{"quantity":3,"note":"as before"}' }),
  };
  const bytes = encodeEntry(logEntry({ migration, role, ...entry }));
  return {
    bytes,
    placeholders: positionsOf(String(placeholder), bytes),
    letters: positionsOf(letterPlaceholder, bytes),
    keys: positionsOf(keyPlaceholder, bytes),
    startTime: bytes.indexOf(varint(Math.floor(placeholderStartMs / 1_000))),
  };
}

function positionsOf(text: string, bytes: Buffer): number[] {
  const positions: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) positions.push(at);
  return positions;
}

function fillIn(
  { bytes, placeholders, letters, keys, startTime }: Template,
  number: number,
  keyCount: number,
): Buffer {
  const entry = Buffer.from(bytes);
  for (const at of placeholders) entry.write(String(number), at, 'latin1');
  if (letters.length > 0) {
    const name = String(number).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    for (const at of letters) entry.write(name, at, 'latin1');
  }
  for (const at of keys) entry.write(`tenant-${String(number % keyCount).padStart(8, '0')}`, at, 'latin1');
  // Seconds, the tag of the nanoseconds, and these: both take five bytes, which a varint may where fewer would do.
  const sinceUs = (number - firstNumber) * msBetweenRequests * 1_000;
  entry.set(padded(Math.floor(placeholderStartMs / 1_000) + Math.floor(sinceUs / 1_000_000)), startTime);
  entry.set(padded((sinceUs % 1_000_000) * 1_000), startTime + 6);
  return entry;
}

function messageOf(entries: readonly Buffer[]): Buffer {
  const logEntries = Buffer.concat(
    entries.flatMap((entry) => [Buffer.from([0x0a]), varint(entry.length), entry]),
  );
  return Buffer.concat([Buffer.from([0x12]), varint(logEntries.length), logEntries]);
}

function varint(value: number): Buffer {
  return value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(value >>> 7)]);
}

function padded(value: number): Buffer {
  const bytes = [0, 7, 14, 21].map((shift) => ((value >>> shift) & 127) | 128);
  return Buffer.from([...bytes, value >>> 28]);
}
