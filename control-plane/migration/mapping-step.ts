export type MappedScalar = string | number | boolean | null;

/**
 * One statement of how an answer of the old schema reads on the new one, as it is written. Steps apply in order, each once, to the
 * primary's document; there is nothing to loop and no code to run.
 */
export type MappingStep = { readonly endpoint?: string | undefined } & (
  | { readonly move: string; readonly to: string }
  | { readonly split: string; readonly into: readonly string[]; readonly by: string }
  | { readonly join: readonly string[]; readonly to: string; readonly by: string }
  /** Multiplies by a decimal, which is text so that it stays exact. */
  | { readonly scale: string; readonly by: string }
  | { readonly convert: string; readonly to: 'text' | 'number' | 'boolean' }
  | { readonly default: string; readonly value: MappedScalar }
  | { readonly enum: string; readonly values: Readonly<Record<string, MappedScalar>> }
  | { readonly remove: string }
);
