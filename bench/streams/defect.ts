/** What the new version gets wrong, where one is planted. */
export type Defect =
  /** The column for notes is too narrow, so they are cut. */
  | 'truncated-column'
  /** One in twenty new orders is given the id of the tenant's order before it, and that one its id. */
  | 'id-mix-up'
  /** One in ten updates is answered, and not stored. */
  | 'lost-update'
  /** Lists take twice as long. */
  | 'slow-list';

/** Characters that a note keeps in the column that is too narrow; some notes are longer. */
export const narrowNote = 20;
