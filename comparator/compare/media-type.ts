/** How a body is read for comparing. */
export type BodyFormat = 'json' | 'ndjson' | 'form' | 'text' | 'binary' | 'multipart' | 'unknown';

export interface MediaType {
  /** Lower-case `type/subtype`; empty when the header is absent. */
  readonly essence: string;
  /** Lower-case names and values, `charset` under one spelling. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly format: BodyFormat;
}

const formats: Readonly<Record<string, BodyFormat>> = {
  '': 'unknown',
  'application/json': 'json',
  'text/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
  'application/x-www-form-urlencoded': 'form',
  'application/xml': 'text',
  'application/javascript': 'text',
  'application/yaml': 'text',
  'application/graphql': 'text',
};

/** A service has few, but for those of parts, which name a boundary each time. */
const maxKnown = 256;
const maxLength = 128;
const known = new Map<string, MediaType>();

export function parseMediaType(header = ''): MediaType {
  const before = known.get(header);
  if (before !== undefined) return before;
  const mediaType = read(header);
  if (known.size >= maxKnown) known.clear();
  // Long ones are not kept: they are no service's own.
  if (header.length <= maxLength) known.set(header, mediaType);
  return mediaType;
}

function read(header: string): MediaType {
  const [essence = '', ...rest] = header.toLowerCase().split(';');
  const format = formatOf(essence.trim());
  const parameters = new Map<string, string>();
  // RFC 8259 defines no charset for JSON: it is UTF-8, said or unsaid.
  if (format === 'json' || format === 'ndjson') parameters.set('charset', 'utf-8');
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    if (equals < 0) continue;
    const name = parameter.slice(0, equals).trim();
    const value = unquoted(parameter.slice(equals + 1).trim());
    parameters.set(name, name === 'charset' && value === 'utf8' ? 'utf-8' : value);
  }
  return { essence: essence.trim(), parameters, format };
}

/** Same type and parameters, in any order, case and quoting; a multipart's boundary is different every time. */
export function isSameMediaType(a: MediaType, b: MediaType): boolean {
  return a === b || canonical(a) === canonical(b);
}

function canonical({ essence, parameters }: MediaType): string {
  const listed = [...parameters].filter(([name]) => name !== 'boundary');
  return [essence, ...listed.map(([name, value]) => `${name}=${value}`).sort()].join(';');
}

function formatOf(essence: string): BodyFormat {
  const known = formats[essence];
  if (known !== undefined) return known;
  if (essence.endsWith('+json')) return 'json';
  if (essence.startsWith('text/') || essence.endsWith('+xml')) return 'text';
  if (essence.startsWith('multipart/')) return 'multipart';
  return 'binary';
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
