import type { CapturedResponse } from '../exchange/exchange.ts';

const signInPath = /(?:^|[/._-])(?:log-?in|sign-?in|auth|oauth2?|sso|saml2?|authorize)(?:$|[/._?#-])/i;

/** True of an answer that says "who are you?": 401, 403, or a redirect to where one signs in. */
export function asksToSignIn(response: CapturedResponse): boolean {
  if (response.status === 401 || response.status === 403) return true;
  const redirects = response.status >= 300 && response.status < 400;
  return redirects && signInPath.test(response.headers['location'] ?? '');
}
