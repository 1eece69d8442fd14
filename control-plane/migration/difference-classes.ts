/** The classes a rule may name: those the comparator reports. */
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

/** Headers whose values are secrets, so that no one compares or groups by them. */
export const secretHeaders: readonly string[] = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
];
