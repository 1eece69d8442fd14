export const differenceClasses = [
  'status',
  'missing-field',
  'extra-field',
  'type',
  'truncation',
  'value',
  'null',
  'order',
  'length',
  'header',
  'content-type',
  'generated',
] as const;

export type DifferenceClass = (typeof differenceClasses)[number];

/**
 * What may be kept of a value: its kind and size, never the value (`docs/architecture.md`, "What is stored").
 * `edit` says where two strings part: characters in common at the front and at the back.
 */
export interface Shape {
  readonly type:
    'absent' | 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'binary' | 'status' | 'error';
  /** Characters, digits, items, members or bytes, by type. */
  readonly length?: number;
  /** Digits after the decimal point, for numbers. */
  readonly scale?: number;
  /** HTTP status, or the cause when there was no answer ("reset", "timeout", "overflow", …). Not personal data. */
  readonly literal?: string;
  readonly edit?: { readonly commonPrefix: number; readonly commonSuffix: number };
}

/** One field-level disagreement in a pair. */
export interface Difference {
  readonly class: DifferenceClass;
  /** `$.items[].price` for bodies, `status`, or `header.content-type`. Array positions and map-like keys are folded. */
  readonly path: string;
  readonly primary: Shape;
  readonly shadow: Shape;
}
