/**
 * The one finding of a shadow that turns callers away, whatever the endpoint and its status.
 * @param {Pick<import('../api/shapes.d.ts').Finding, 'endpoint' | 'path'>} finding
 */
export const isSignIn = ({ endpoint, path }) => endpoint === '*' && path === 'sign-in';

/** What helps where the shadow asks for a login that the primary does not ask for. */
export const signInRemedies = [
  'Give the shadow the primary’s signing keys, or its session store to read, so that what signs a client in on one does on both.',
  'Or have Envoy send other credentials to it: mirror.credentials with replace, and a token that the shadow accepts.',
  'Is mirror.credentials strip? Then no credentials are sent at all, which only suits a shadow that asks for none.',
];
