import type { CapturedRequest } from '../exchange/exchange.ts';
import type { MethodAndPath, WatchedMigration } from '../watch/watched-migration.ts';
import { graphqlOperationsOf } from './graphql-operation.ts';
import { pathnameOf } from './request-path.ts';

/** RFC 9110, section 9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Whether a request may change the database. What the migration says is unsafe, is; then a GraphQL operation speaks for
 * itself, so that a path declared safe for its queries does not hide a mutation; then `safe`; then the method.
 */
export function isUnsafe(
  request: CapturedRequest,
  migration: Pick<WatchedMigration, 'safe' | 'unsafe'>,
): boolean {
  if (isListed(request, migration.unsafe)) return true;
  const operations = graphqlOperationsOf(request);
  if (operations !== undefined) return operations.some(({ type }) => type === 'mutation');
  return !isListed(request, migration.safe) && !safeMethods.has(request.method);
}

/**
 * Whether a request can be sent to a second server on one database. Stricter than `isUnsafe`, and what the control plane goes by: of a
 * POST that is declared safe nobody knows what its body does, and done twice there it would be done twice in production.
 */
export function isSafeTwice(request: CapturedRequest, { unsafe }: Pick<WatchedMigration, 'unsafe'>): boolean {
  return safeMethods.has(request.method) && !isListed(request, unsafe);
}

function isListed({ method, path }: CapturedRequest, list: readonly MethodAndPath[]): boolean {
  if (list.length === 0) return false;
  const pathname = pathnameOf(path);
  return list.some((listed) => listed.method === method && listed.path === pathname);
}
