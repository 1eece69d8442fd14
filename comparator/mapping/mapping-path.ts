import { ELEMENT, ENTRY, isPattern, parsePath, type PathSteps } from '../compare/path-steps.ts';

/** A path of a mapping: where its containers are, and the members that lead on from each. */
export interface MappingPath {
  /** Up to the last `[]` or `{}`; empty is the document itself. */
  readonly base: PathSteps;
  /** Names of members, from the container on; empty is the container itself. */
  readonly names: readonly string[];
}

export type ParsedMappingPath = MappingPath | { readonly reason: string };

/** Reads the path of one field. `reason` ends a sentence that begins with the path. */
export function parseMappingPath(text: string): ParsedMappingPath {
  const parsed = parsePath(text);
  if (parsed.kind === 'not-a-path') return { reason: parsed.reason };
  const [root, ...steps] = parsed.steps;
  if (root !== '$') return { reason: 'is no field of the body: a mapping has paths that begin with $' };
  if (isPattern(steps)) return { reason: 'has a wildcard: a mapping names each field' };
  const last = Math.max(steps.lastIndexOf(ELEMENT), steps.lastIndexOf(ENTRY));
  return { base: steps.slice(0, last + 1), names: steps.slice(last + 1).map((step) => step.slice(1)) };
}

export function haveOneBase(one: MappingPath, other: MappingPath): boolean {
  return one.base.join(' ') === other.base.join(' ');
}
