import { fingerprintWith } from '../../comparator/taint/fingerprint.ts';
import { TaintScopes } from '../../comparator/taint/taint-scopes.ts';

export const scopes = new TaintScopes(fingerprintWith(Buffer.alloc(32)));
