import type { Migration } from './migration.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problem.ts';

/** An endpoint that a migration speaks of, and where. */
export interface NamedEndpoint {
  /** In the document: `compare.rules[2].endpoint`. */
  readonly path: string;
  readonly endpoint: string;
}

/** Every endpoint that is named beside `compare.endpoints`, which declare theirs. */
export function namedEndpoints({ compare, gates }: Migration): readonly NamedEndpoint[] {
  return [
    ...named('compare.rules', compare.rules),
    ...compare.rules.flatMap(({ expect }, index) =>
      typeof expect === 'object' && 'equalAfter' in expect
        ? named(`compare.rules[${index}].expect.equalAfter`, expect.equalAfter)
        : [],
    ),
    ...named('compare.mapping', compare.mapping),
    ...named('compare.generated', compare.generated),
    ...gates.require.map((endpoint, index) => ({ path: `gates.require[${index}]`, endpoint })),
  ];
}

function named(
  list: string,
  entries: readonly { readonly endpoint?: string | undefined }[],
): readonly NamedEndpoint[] {
  return entries.flatMap(({ endpoint }, index) =>
    endpoint === undefined ? [] : [{ path: `${list}[${index}].endpoint`, endpoint }],
  );
}

/** Those that no request can belong to, as far as is known, with the one that was meant. */
export function unknownEndpoints(
  endpoints: readonly NamedEndpoint[],
  known: readonly string[],
): readonly Problem[] {
  const all = new Set(known);
  return endpoints
    .filter(({ endpoint }) => !all.has(endpoint))
    .map(({ path, endpoint }) => {
      const meant = nearest(endpoint, known);
      return {
        path,
        message: `${path} is ${endpoint}, which compare.endpoints does not declare and no request was of`,
        remedy:
          meant === undefined
            ? 'Name an endpoint that is declared or was seen, or declare it in compare.endpoints.'
            : `Did you mean ${meant}? Otherwise declare it in compare.endpoints.`,
      };
    });
}
