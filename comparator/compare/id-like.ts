const LONGEST_NAME = 64;

const patterns: readonly RegExp[] = [
  /^-?\d+$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, // UUID
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i, // ULID
  /^(?=[0-9a-f]*\d)[0-9a-f]{8,}$/i, // hash
  /^\d{4}-\d{2}(?:-\d{2}(?:[T ].*)?)?$/, // date, time
  /^[^@\s]+@[^@\s]+\.[^@\s]+$/, // email
  /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{16,}={0,2}$/, // base64url, prefixed random ids
  /^(?:\D*\d){5}/, // order numbers, serials: five digits or more
];

/** Whether a text names one thing (an id, a date, an address) rather than a kind of thing (`items`, `sha256`). */
export function looksLikeId(text: string): boolean {
  return text.length > LONGEST_NAME || patterns.some((pattern) => pattern.test(text));
}
