/** What helps where the shadow asks for a login that the primary does not ask for. */
export const signInRemedies = [
  'Give the shadow the primary’s signing keys, or its session store to read, so that what signs a client in on one does on both.',
  'Or have Envoy send other credentials to it: mirror.credentials with replace and a token that the shadow accepts.',
  'Look for mirror.credentials: strip in the migration. It sends no credentials at all, which suits a shadow without sign-in only.',
];
