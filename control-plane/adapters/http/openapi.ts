import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemSchema } from './answer-schemas.ts';
import type { Answer, Operation } from './operation.ts';

/** The OpenAPI document of the operations that are served. */
export function openApiDocument(operations: readonly Operation[]): unknown {
  const registry = new OpenAPIRegistry();

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
              'application/json': { schema: body },
              'application/yaml': { schema: body },
            },
          },
        }),
      },
      responses: {
        ...Object.fromEntries(
          Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer)]),
        ),
        default: {
          description: 'A problem; nothing was changed',
          content: { 'application/problem+json': { schema: problemSchema } },
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

function describeAnswer({ description, schema, contentType = 'application/json' }: Answer) {
  return {
    description,
    ...(schema !== undefined && { content: { [contentType]: { schema: schema } } }),
  };
}
