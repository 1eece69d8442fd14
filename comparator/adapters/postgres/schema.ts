import { fileURLToPath } from 'node:url';

/** The comparator's own schema; nobody else reads its tables. */
export const comparatorSchema = 'umbra_comparator';

export const storeRevisionsDirectory = fileURLToPath(new URL('./store-revisions/', import.meta.url));
