import { z } from 'zod';
import { namedEndpoints, unknownEndpoints } from '../../migration/named-endpoints.ts';
import type { Migration } from '../../migration/migration.ts';
import type { Problem } from '../../migration/problem.ts';
import { ComparatorError, type ComparatorClient } from './comparator-client.ts';

const report = z.object({ endpoints: z.array(z.object({ endpoint: z.string() })) });

/** The endpoints that requests were of; undefined while the comparator cannot be asked. */
export async function seenEndpoints(
  comparator: ComparatorClient,
  name: string,
  correlationId: string,
): Promise<readonly string[] | undefined> {
  try {
    const { status, body } = await comparator.get(`/v1/migrations/${name}/report`, correlationId);
    if (status !== 200) return undefined;
    const parsed = report.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data.endpoints.map(({ endpoint }) => endpoint) : undefined;
  } catch (error) {
    if (error instanceof ComparatorError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export interface EndpointCheck {
  readonly migration: Migration;
  /** What is stored under its name; what that names already is not asked for again. */
  readonly before: Migration | undefined;
  readonly comparator: ComparatorClient;
  readonly correlationId: string;
}

/**
 * What a migration says of endpoints that are neither declared nor seen. Where none is declared all are still to be learned, and without
 * the comparator nothing is known of those that were: then nothing is wrong.
 */
export async function endpointProblems(check: EndpointCheck): Promise<readonly Problem[]> {
  const { migration, before, comparator, correlationId } = check;
  const { endpoints: declared } = migration.compare;
  if (declared.length === 0) return [];
  const trusted = new Set(before === undefined ? [] : namedEndpoints(before).map(({ endpoint }) => endpoint));
  const named = namedEndpoints(migration).filter(({ endpoint }) => !trusted.has(endpoint));
  if (unknownEndpoints(named, declared).length === 0) return [];
  const seen = await seenEndpoints(comparator, migration.name, correlationId);
  return seen === undefined ? [] : unknownEndpoints(named, [...declared, ...seen]);
}
