/** One thing that is wrong with what a user wrote. */
export interface Problem {
  /** Where: `mirror.percent`, `primary.hosts[1]`. */
  readonly path: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
}

export type PathStep = string | number;

/** `primary.hosts[1]`; the document as a whole is `(document)`. */
export function formatPath(steps: readonly PathStep[]): string {
  if (steps.length === 0) return '(document)';
  return steps
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
}

const maxValueCharacters = 60;

/** A value as a message shows it: on one line, and cut, so that a huge one does not fill the answer. */
export function showValue(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  const text = JSON.stringify(value);
  return text.length <= maxValueCharacters ? text : `${text.slice(0, maxValueCharacters)}…`;
}
