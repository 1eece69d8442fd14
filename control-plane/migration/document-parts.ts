import { z } from 'zod';
import { secretHeaders } from './difference-classes.ts';
import { parseHostPort } from './host-port.ts';
import { isExactPath, isMemberPath, parsePathPattern } from './path-pattern.ts';

/** Text without control characters, so that it can be a header's value, a file name or a log field. */
const printable = /^[^\p{Cc}\p{Cs}]*$/u;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Names that HTTP itself acts on, or that Umbra overwrites. */
const reservedHeader = /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|x-umbra-.*)$/i;

export function shortText(maxLength = 256) {
  return z.string().min(1).max(maxLength).regex(printable);
}

/** RFC 1123: what Kubernetes, DNS and metric labels all take. */
export const migrationName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  .describe(
    'a name of lower-case letters, digits and inner hyphens, at most 63 characters, such as orders-v2',
  );

export const hostPort = z
  .string()
  .max(300)
  .refine((text) => parseHostPort(text) !== undefined)
  .describe('host:port with a port from 1 to 65535, such as orders:8080, 10.0.0.7:8080 or [::1]:8080');

export const portNumber = z.int().min(1).max(65_535).describe('a port, 1 to 65535');

export const exactPath = z
  .string()
  .max(2_048)
  .regex(/^\/[^\s?#\p{Cc}\p{Cs}]*$/u)
  .describe('a path that begins with / and has no query, such as /search');

export const endpointTemplate = z
  .string()
  .max(2_048)
  .regex(/^[A-Z][A-Z-]* \/[^\s\p{Cc}\p{Cs}]*$/u)
  .describe('an endpoint template, such as GET /orders/{id}');

/** No difference has a longer path. */
const longestPath = 500;

export const exactFieldPath = z
  .string()
  .max(longestPath)
  .refine((text) => text !== '$' && isExactPath(text))
  .describe('an exact path, such as $.name, $.items[].price or $["unit price"]');

export const memberPath = z
  .string()
  .max(longestPath)
  .refine(isMemberPath)
  .describe('the exact path of a member, such as $.name, $.items[].price or $["unit price"]');

/** Where a difference lies, in the words of findings. */
export const rulePath = z
  .string()
  .max(longestPath)
  .refine(
    (text) =>
      /^(status|grpc-status|header\.(\*|[!#$%&'+.^_`|~0-9A-Za-z-]+))$/.test(text) ||
      parsePathPattern(text) !== undefined,
  )
  .describe(
    'the path of a difference, exact or with * for one step and ** for any number: $.items[].price, $.**.updatedAt, $["unit price"], status, grpc-status or header.content-type',
  );

export const methodName = z
  .string()
  .max(32)
  .regex(/^[A-Z][A-Z-]*$/)
  .refine((method) => method !== 'CONNECT')
  .describe('an HTTP method in capitals, such as POST; CONNECT is never mirrored');

export const headerName = z.string().max(128).regex(token).describe('a header name, such as x-tenant-id');

/** A header that may be looked at: not one that holds a secret, nor one of Umbra's own. */
export const plainHeaderName = headerName
  .refine((name) => !secretHeaders.includes(name.toLowerCase()), {
    error: 'holds a secret, which Umbra neither compares nor keeps',
    params: { remedy: 'Leave it out, or name another header.' },
  })
  .refine((name) => !/^x-umbra-/i.test(name), {
    error: "is one of Umbra's own headers",
    params: { remedy: 'Name a header of your application.' },
  });

export const replacements = z
  .record(z.string(), z.string().max(8_192))
  .superRefine((headers, context) => {
    const names = Object.keys(headers);
    const refuse = (path: string[], message: string, remedy: string) => {
      context.addIssue({ code: 'custom', path, message, params: { remedy } });
    };
    if (names.length === 0 || names.length > 16) {
      refuse([], `names ${names.length} headers`, 'Name 1 to 16 headers, or write `credentials: strip`.');
    }
    for (const name of names.filter((name) => !token.test(name) || name.length > 128)) {
      refuse([name], 'is not a header name', 'Write a header name, such as authorization.');
    }
    for (const name of names.filter((name) => reservedHeader.test(name))) {
      refuse(
        [name],
        'is a header that HTTP or Umbra itself sets',
        'Replace authorization, cookie or headers of your own.',
      );
    }
    for (const [name, value] of Object.entries(headers)) {
      // The value is a secret: it is not shown.
      if (!printable.test(value))
        refuse([name], 'has a value with control characters', 'Write the value on one line.');
    }
    const lowerCase = names.map((name) => name.toLowerCase());
    for (const name of names.filter((name, index) => lowerCase.indexOf(name.toLowerCase()) !== index)) {
      refuse([name], 'is there twice, in different case', 'Write each header once.');
    }
  })
  .describe('headers of the copy and the values to set, such as { authorization: Bearer shadow-token }');

const envoyRetryConditions: readonly string[] = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'envoy-ratelimited',
  'retriable-4xx',
  'refused-stream',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
];

/** Envoy drops conditions it does not know without a word, so they are checked here. */
export const retryConditions = z
  .string()
  .max(256)
  .refine((text) => text.split(',').every((condition) => envoyRetryConditions.includes(condition)))
  .describe(`Envoy's retry conditions, with commas and no spaces, out of ${envoyRetryConditions.join(', ')}`);
