import { z } from 'zod';
import { endpointTemplate, exactFieldPath, plainHeaderName, shortText } from './document-parts.ts';
import { mappingSteps } from './mapping-document.ts';
import { rules } from './rule-document.ts';

const generated = z
  .strictObject({
    endpoint: endpointTemplate.optional(),
    path: exactFieldPath,
    kind: shortText(64).describe('what the id is of, such as order'),
  })
  .describe("{ endpoint: GET /orders, path: '$.items[].id', kind: order }");

export const compare = z
  .strictObject({
    headers: z
      .array(plainHeaderName)
      .max(32)
      .default(['content-type'])
      .describe('a list of at most 32 response headers'),
    captureBytes: z.int().min(1).max(1_048_576).default(65_536).describe('bytes of each body, 1 to 1048576'),
    endpoints: z
      .array(endpointTemplate)
      .max(1_000)
      .default([])
      .describe('a list of at most 1000 endpoint templates'),
    rules,
    mapping: mappingSteps.default([]),
    build: plainHeaderName
      .optional()
      .describe("a response header that names a stack's build, such as x-app-version"),
    clockSkewMs: z
      .number()
      .min(0)
      .max(60_000)
      .default(100)
      .describe("milliseconds by which the stacks' clocks may differ, 0 to 60000"),
    generated: z
      .array(generated)
      .max(200)
      .default([])
      .describe('a list of at most 200 { endpoint, path, kind }'),
  })
  .prefault({})
  .describe('{ headers, captureBytes, endpoints, rules, mapping, … }');
