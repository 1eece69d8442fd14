/** What an upstream can be told to do; dead and hung are done to it by signals. */
const behaviours = [
  'healthy',
  'slow',
  /** Accepts connections and resets them. */
  'refusing',
  /** Reads nothing of a body, and never answers. */
  'not-reading',
  /** Answers at once with a body that has no end, as fast as it is taken. */
  'endless',
] as const;

export type Behaviour = (typeof behaviours)[number];

export function isBehaviour(text: string): text is Behaviour {
  return behaviours.some((behaviour) => behaviour === text);
}

/** Whether requests end under it; those of the others end with their connection. */
export function answers(behaviour: Behaviour): boolean {
  return behaviour === 'healthy' || behaviour === 'slow';
}
