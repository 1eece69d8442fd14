const mostPieces = 8;

/**
 * What a token may carry: cursors are often an id, or a few values with one among them, plainly or as base64. A client may have been told
 * it by an answer that was not mirrored, so that the token itself was never seen.
 */
export function idsInToken(token: string): readonly string[] {
  const decoded = Buffer.from(token, 'base64url').toString('latin1');
  const carried = /^[\x20-\x7e]+$/.test(decoded) ? [token, decoded] : [token];
  return carried.flatMap((text) => text.match(/[A-Za-z0-9][A-Za-z0-9-]*/g) ?? []).slice(0, mostPieces);
}
