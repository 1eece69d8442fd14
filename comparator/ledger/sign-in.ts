import type { CapturedResponse } from '../exchange/exchange.ts';
import { anyEndpoint, type FindingIdentity } from '../findings/finding.ts';

/** The one finding of a shadow that turns callers away: it has one cause, however many endpoints show it and with whatever status. */
export const signInFinding = {
  endpoint: anyEndpoint,
  path: 'sign-in',
  class: 'status',
} as const satisfies FindingIdentity;

/** What helps against it. */
export const signInRemedy =
  'Give the shadow the same signing keys, a read-only view of the session store, or an identity header that it trusts from the hop (mirror.credentials).';

export function isSignInFinding({ endpoint, path }: Pick<FindingIdentity, 'endpoint' | 'path'>): boolean {
  return endpoint === signInFinding.endpoint && path === signInFinding.path;
}

const signInPath = /(?:^|[/._-])(?:log-?in|sign-?in|auth|oauth2?|sso|saml2?|authorize)(?:$|[/._?#-])/i;

/** True of an answer that says "who are you?": 401, 403, or a redirect to where one signs in. */
export function asksToSignIn(response: CapturedResponse): boolean {
  if (response.status === 401 || response.status === 403) return true;
  const redirects = response.status >= 300 && response.status < 400;
  return redirects && signInPath.test(response.headers['location'] ?? '');
}
