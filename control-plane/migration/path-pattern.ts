/** One step of a field's path, as findings write it; `*` and `**` stand in rules only. */
export type PatternStep =
  | { readonly kind: 'member'; readonly name: string }
  /** `[]`: the elements of an array. */
  | { readonly kind: 'elements' }
  /** `{}`: the members of a map, whose names vary from answer to answer. */
  | { readonly kind: 'entries' }
  /** `*`: any one step. */
  | { readonly kind: 'one' }
  /** `**`: any number of steps. */
  | { readonly kind: 'any' };

/** Names with signs that paths are made of are quoted, as in `$["unit price"]`. */
const step = /\.(\*\*)|\.(\*)|\.([^.[\]{}*"\s\p{Cc}]+)|\[("(?:[^"\\\p{Cc}]|\\.)*")\]|(\[\])|(\{\})/uy;

/** The steps after `$`; undefined for what is no path. */
export function parsePathPattern(text: string): readonly PatternStep[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: PatternStep[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    const next = match === null ? undefined : toStep(match);
    if (next === undefined) return undefined;
    steps.push(next);
  }
  return steps;
}

function toStep([, any, one, plain, quoted, elements]: RegExpExecArray): PatternStep | undefined {
  if (any !== undefined) return { kind: 'any' };
  if (one !== undefined) return { kind: 'one' };
  if (plain !== undefined) return { kind: 'member', name: plain };
  if (quoted !== undefined) return unquoted(quoted);
  return { kind: elements !== undefined ? 'elements' : 'entries' };
}

function unquoted(text: string): PatternStep | undefined {
  try {
    return { kind: 'member', name: JSON.parse(text) as string };
  } catch {
    return undefined;
  }
}

/** A path of one place: without wildcards. */
export function isExactPath(text: string): boolean {
  const steps = parsePathPattern(text);
  return steps !== undefined && steps.every(({ kind }) => kind !== 'one' && kind !== 'any');
}

/** One path has one text: `$["name"]` is `$.name`. */
export function canonicalPath(text: string): string {
  const steps = parsePathPattern(text);
  return steps === undefined ? text.toLowerCase() : `$${steps.map(written).join('')}`;
}

function written(step: PatternStep): string {
  switch (step.kind) {
    case 'member':
      return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(step.name) ? `.${step.name}` : `[${JSON.stringify(step.name)}]`;
    case 'elements':
      return '[]';
    case 'entries':
      return '{}';
    case 'one':
      return '.*';
    case 'any':
      return '.**';
  }
}

/** Whether it names no field at all, and so takes in whatever an answer has: `$.*`, `$.**`, `$[].**`, `header.*`. */
export function namesNoField(text: string): boolean {
  if (text === 'header.*') return true;
  const steps = parsePathPattern(text) ?? [];
  return (
    steps.some(({ kind }) => kind === 'one' || kind === 'any') && steps.every(({ kind }) => kind !== 'member')
  );
}

/** The path up to its last `[]` or `{}`: a step of a mapping reads and writes within one of these. */
export function containerOf(path: string): string {
  const at = Math.max(path.lastIndexOf('[]'), path.lastIndexOf('{}'));
  return at < 0 ? '' : path.slice(0, at + 2);
}

/** Whether it leads to a member of an object, which can be put there and taken away. */
export function isMemberPath(text: string): boolean {
  return isExactPath(text) && parsePathPattern(text)?.at(-1)?.kind === 'member';
}

/** Whether the one is the other, or lies within it. */
export function isWithin(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && /^[.[{]/.test(path.slice(other.length)));
}
