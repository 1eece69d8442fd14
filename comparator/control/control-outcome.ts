/** What became of a control's half, or of the lack of one; metrics count them. */
export const controlOutcomes = [
  /** Compared with the primary's answer, as part of the evidence. */
  'equal',
  'differing',
  /** Set aside, as a shadow's would be: its pair went on without it. */
  'raced',
  'tainted',
  /** The request is about another thing on the control. */
  'foreign',
  /** The control gave no answer, refused it, or asked who is there: that tells nothing of noise. */
  'failed',
  'not-comparable',
  /** Its pair was no evidence. */
  'unused',
  /** Not there when its pair had waited for long enough. */
  'absent',
  /** Came after that. */
  'late',
  /** Neither the primary's nor the shadow's half came. */
  'alone',
  /** There was no room for it. */
  'dropped',
  'duplicate',
] as const;

export type ControlOutcome = (typeof controlOutcomes)[number];
