/** A scalar as JSON has it; numbers as their text, so that no digit is lost. */
export type MappedScalar = string | boolean | null | { readonly number: string };

/**
 * One statement of how an answer of the old schema reads on the new one. Steps apply in order, each once, to the primary's document:
 * there is nothing to loop. Paths are exact, with `[]` for the elements of an array: `$.items[].name`.
 */
export type MappingStep = { readonly endpoint: string | undefined } & (
  | { readonly kind: 'move'; readonly from: string; readonly to: string }
  | { readonly kind: 'split'; readonly from: string; readonly into: readonly string[]; readonly by: string }
  | { readonly kind: 'join'; readonly from: readonly string[]; readonly to: string; readonly by: string }
  /** Multiplies exactly: `factor` is a decimal as written. */
  | { readonly kind: 'scale'; readonly path: string; readonly factor: string }
  | { readonly kind: 'convert'; readonly path: string; readonly to: 'text' | 'number' | 'boolean' }
  /** A field that only the new schema has. */
  | { readonly kind: 'default'; readonly path: string; readonly value: MappedScalar }
  | { readonly kind: 'enum'; readonly path: string; readonly values: ReadonlyMap<string, MappedScalar> }
  | { readonly kind: 'remove'; readonly path: string }
);
