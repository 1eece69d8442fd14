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

/**
 * Member names that are not plain are quoted, as in `$["unit price"]`: what is written otherwise would match no finding. The dots of `…`
 * end a path that was too long to be told whole.
 */
const step = /\.(\*\*)|\.(\*)|\.([A-Za-z_][A-Za-z0-9_-]*|…)|\[("(?:[^"\\\p{Cc}]|\\.)*")\]|(\[\])|(\{\})/uy;

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

/** Whether it names no field at all, and so takes in whatever an answer has: `$.*`, `$.**`, `$[].**`. */
export function namesNoField(text: string): boolean {
  const steps = parsePathPattern(text) ?? [];
  return (
    steps.some(({ kind }) => kind === 'one' || kind === 'any') && steps.every(({ kind }) => kind !== 'member')
  );
}

/** The path up to its last array: steps of a mapping read and write within one element. */
export function arrayPrefix(path: string): string {
  const at = path.lastIndexOf('[]');
  return at < 0 ? '' : path.slice(0, at + 2);
}

/** Whether the one is the other, or lies within it. */
export function isWithin(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && /^[.[{]/.test(path.slice(other.length)));
}
