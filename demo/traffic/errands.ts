import type { Errand } from './errand.ts';
import { looking } from './looking.ts';
import { ordering } from './ordering.ts';
import { ownAccount } from './own-account.ts';

/** A shop's usual day: mostly looking, some buying. */
export const errands: readonly Errand[] = [...looking, ...ownAccount, ...ordering];
