import type { Pair } from '../exchange/pair.ts';

/** RFC 9110, 13.1, without what the hop takes off safe requests and what answers 304. */
const preconditions = ['if-match', 'if-none-match', 'if-unmodified-since'];

/** RFC 9110, 15.5.13. */
const preconditionFailed = 412;

/**
 * True where one side alone refused a conditional request. The condition names a version that the primary issued; the shadow numbers its
 * versions itself, so that it refuses says nothing of the migration. Where both refused, or neither, they took it alike.
 */
export function failedPreconditionOnOneSide({ primary, shadow }: Pair): boolean {
  const isConditional = preconditions.some((name) => primary.request.headers[name] !== undefined);
  const refused = ({ response }: Pair['primary']): boolean => response.status === preconditionFailed;
  return isConditional && refused(primary) !== refused(shadow);
}
