import type { EndpointEvidence } from '../verdict/evidence-document.ts';
import { PathIndex } from './path-index.ts';
import type { Rule } from './rule.ts';

/** How much of an endpoint's answers a rule names. */
export interface Coverage {
  readonly endpoint: string;
  /** Fields known of its answers. */
  readonly fields: number;
  readonly covered: number;
  /** It names the status, of HTTP or of a gRPC call. */
  readonly status: boolean;
}

/** Of the endpoints of which it names anything. */
export function coverageOf(
  rule: Pick<Rule, 'endpoint' | 'path' | 'class'>,
  endpoints: readonly Pick<EndpointEvidence, 'endpoint' | 'fields'>[],
): readonly Coverage[] {
  const index = new PathIndex<true>();
  index.add(rule.path, true);
  const names = (path: string) => index.at(path).length > 0;
  const namesStatus =
    (rule.class === undefined || rule.class === 'status') && ['status', 'grpc-status'].some(names);
  return endpoints
    .filter(({ endpoint }) => rule.endpoint === undefined || rule.endpoint === endpoint)
    .map(({ endpoint, fields }) => ({
      endpoint,
      fields: fields.length,
      covered: fields.filter(names).length,
      status: namesStatus,
    }))
    .filter(({ covered, status }) => covered > 0 || status);
}

/** More than half of the fields, or what the answer comes to at all. */
export function isOverBroad({ fields, covered, status }: Coverage): boolean {
  return status || 2 * covered > fields;
}

/** What is covered, as the object of a sentence. */
export function coveredInWords({ endpoint, fields, covered, status }: Coverage): string {
  return status ? `the status of ${endpoint}` : `${covered} of the ${fields} fields of ${endpoint}`;
}
