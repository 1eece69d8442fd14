import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** A full collection, so that what one measurement left is not paid for by the next, and levels show what is really held. */
export const collectGarbage = runInNewContext('gc') as () => void;
