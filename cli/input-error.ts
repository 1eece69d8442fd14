export interface InputProblem {
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** What the user gave cannot be used. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];

  constructor(message: string, problems: readonly InputProblem[] = []) {
    super([message, ...problems.map(describeProblem)].join('\n'));
    this.problems = problems;
  }
}

export function describeProblem({ path, message, remedy }: InputProblem): string {
  return `  ${path}: ${message}\n    ${remedy}`;
}
