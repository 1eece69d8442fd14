import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { migrationSchema, problemSchema } from './answer-schemas.ts';
import type { Answer, Operation } from './operation.ts';

/** The OpenAPI document of the operations that are served. */
export function openApiDocument(operations: readonly Operation[]): unknown {
  const registry = new OpenAPIRegistry();
  const problem = registry.register('Problem', problemSchema);
  const migration = registry.register('Migration', migrationSchema);
  const named = (schema: z.ZodType): z.ZodType => (schema === migrationSchema ? migration : schema);

  for (const operation of operations) {
    const { id, method, path, summary, body, query, answers } = operation;
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? '', z.string()] as const);
    registry.registerPath({
      operationId: id,
      method,
      path,
      summary,
      request: {
        ...(parameters.length > 0 && { params: z.object(Object.fromEntries(parameters)) }),
        ...(query !== undefined && { query }),
        ...(body !== undefined && {
          body: {
            required: true,
            content: {
              'application/json': { schema: named(body) },
              'application/yaml': { schema: named(body) },
            },
          },
        }),
      },
      responses: {
        ...Object.fromEntries(
          Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer, named)]),
        ),
        default: {
          description: 'A problem; nothing was changed',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Umbra',
      version: '0.1.0',
      description:
        'Verifies a database schema migration against real production traffic before it is production.',
    },
  });
}

function describeAnswer(
  { description, schema, contentType = 'application/json' }: Answer,
  named: (schema: z.ZodType) => z.ZodType,
) {
  return {
    description,
    ...(schema !== undefined && { content: { [contentType]: { schema: named(schema) } } }),
  };
}
