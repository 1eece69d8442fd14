/**
 * A path taken apart: its root (`$`, `status`, `grpc-status`, `header`), then one text for each step: `[]` an element, `{}` an entry of a
 * map, `.name` a member. In a pattern `*` stands for one step and `**` for any number of them, none included.
 */
export type PathSteps = readonly string[];

export type ParsedPath =
  | { readonly kind: 'path'; readonly steps: PathSteps }
  /** `reason` ends a sentence that begins with the path. */
  | { readonly kind: 'not-a-path'; readonly reason: string };

export const ELEMENT = '[]';
export const ENTRY = '{}';
export const ANY_STEP = '*';
export const ANY_STEPS = '**';

/** Longer than any path of a difference. */
const MAX_LENGTH = 1_024;

const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const quotedName = /\["(?:[^"\\]|\\.)*"\]/y;
/** What may stand without quotes; `…` ends paths that grew too long. */
const bareName = /\.[^.[\]{}*"\s]+/y;
const wildcard = /\.?\*\*?/y;

/** Reads a path as differences have it, or a pattern of such paths. */
export function parsePath(text: string): ParsedPath {
  if (text.length > MAX_LENGTH) return refused(`is longer than ${MAX_LENGTH} characters`);
  if (text === 'status' || text === 'grpc-status') return { kind: 'path', steps: [text] };
  if (text.startsWith('header.')) return headerPath(text.slice('header.'.length));
  if (!text.startsWith('$')) {
    return refused('is none of $… (a field of the body), header.NAME, status and grpc-status');
  }
  const steps = ['$'];
  for (let at = 1; at < text.length;) {
    const step = stepAt(text, at);
    if (step === undefined) return refused(reasonAt(text, at));
    steps.push(step.step);
    at = step.end;
  }
  return { kind: 'path', steps };
}

/** The one way to write a path that has no wildcards: as differences have it. */
export function writePath(steps: PathSteps): string {
  return steps.map(writeStep).join('');
}

/** The step to a member, as it is written. */
export function writeName(name: string): string {
  return plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

export function isPattern(steps: PathSteps): boolean {
  return steps.includes(ANY_STEP) || steps.includes(ANY_STEPS);
}

function writeStep(step: string, at: number, steps: PathSteps): string {
  if (!step.startsWith('.')) return step;
  return steps[0] === 'header' ? step : writeName(step.slice(1));
}

function headerPath(name: string): ParsedPath {
  if (name === ANY_STEP) return { kind: 'path', steps: ['header', ANY_STEP] };
  if (!/^[\w!#$%&'+.^`|~-]+$/.test(name)) return refused('names no header: write header.NAME or header.*');
  return { kind: 'path', steps: ['header', `.${name.toLowerCase()}`] };
}

function stepAt(text: string, at: number): { readonly step: string; readonly end: number } | undefined {
  for (const step of [ELEMENT, ENTRY]) if (text.startsWith(step, at)) return { step, end: at + step.length };
  const stars = matchAt(wildcard, text, at);
  if (stars !== undefined) return { step: stars.replace('.', ''), end: at + stars.length };
  const bare = matchAt(bareName, text, at);
  if (bare !== undefined) return { step: bare, end: at + bare.length };
  const quoted = matchAt(quotedName, text, at);
  const name = quoted === undefined ? undefined : unquoted(quoted.slice(1, -1));
  return quoted === undefined || name === undefined
    ? undefined
    : { step: `.${name}`, end: at + quoted.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function unquoted(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

function reasonAt(text: string, at: number): string {
  if (/^\[\d+\]/.test(text.slice(at))) {
    return `names a position at character ${at + 1}: write [] for the elements of an array`;
  }
  return `cannot be read from character ${at + 1} on: expected .name, ["name"], [], {}, * or **`;
}

function refused(reason: string): ParsedPath {
  return { kind: 'not-a-path', reason };
}
