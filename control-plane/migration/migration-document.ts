import { z } from 'zod';
import { compare } from './compare-document.ts';
import {
  exactPath,
  headerName,
  hostPort,
  methodName,
  migrationName,
  plainHeaderName,
  portNumber,
  replacements,
  retryConditions,
  shortText,
} from './document-parts.ts';
import { parseIpAddress } from './host-port.ts';
import { gates } from './gates-document.ts';
import { hasTwoDecimals } from './percent.ts';

const hosts = z.array(hostPort).min(1).max(64).describe('a list of one to 64 host:port');

const upstreamTls = z
  .strictObject({
    serverName: shortText().describe('the server name that is sent and verified'),
    trustedCaFile: shortText(1_024).describe(
      "a PEM file, on Envoy's file system, of the authorities to trust",
    ),
  })
  .describe('{ serverName, trustedCaFile }');

const upstream = z
  .strictObject({
    hosts,
    http2: z.boolean().default(false),
    tls: upstreamTls.optional(),
    connectTimeoutMs: z
      .int()
      .min(1)
      .max(600_000)
      .default(5_000)
      .describe('milliseconds that opening a connection may take, 1 to 600000'),
    // Below the keep-alive of common servers (Node closes at 5 s): a reused connection must not meet a closing one.
    idleTimeoutMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(3_000)
      .describe('milliseconds that a connection without requests is kept, 0 to 3600000; 0 for ever'),
  })
  .describe('{ hosts: [host:port] }');

const copied = z.strictObject({
  ...upstream.shape,
  capacity: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('the number of requests it can serve at once, from all Envoys together, 1 to 1000000'),
});

const shadow = copied.describe('{ hosts: [host:port] } of the upstream on the new schema');

const control = z
  .strictObject({
    ...copied.shape,
    ownDatabase: z
      .boolean()
      .default(false)
      .describe('true where it has a clone of the database to itself, so that writes can be sent to it'),
  })
  .describe('{ hosts: [host:port], ownDatabase: true } of the old version on a clone of its own');

const primary = z
  .strictObject({
    ...upstream.shape,
    timeoutMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(0)
      .describe('milliseconds a whole request may take; 0 for no limit'),
    retries: z
      .strictObject({ on: retryConditions, attempts: z.int().min(1).max(10).describe('1 to 10') })
      .optional()
      .describe('{ on, attempts }'),
  })
  .describe('{ hosts: [host:port] } of the upstream that answers clients');

const listener = z
  .strictObject({
    host: z
      .string()
      .max(64)
      .refine((text) => parseIpAddress(text) !== undefined)
      .default('127.0.0.1')
      .describe('the IP address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all'),
    port: portNumber.default(10_000),
    forwardedFor: z
      .enum(['keep', 'append'])
      .default('keep')
      .describe(
        'keep, to send X-Forwarded-For on untouched, or append, to add the client as an edge proxy does',
      ),
    trustedHops: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('the number of trusted proxies in front, 0 to 100'),
    tls: z
      .strictObject({
        certificateFile: shortText(1_024).describe("a PEM file on Envoy's file system"),
        keyFile: shortText(1_024).describe("a PEM file on Envoy's file system"),
      })
      .optional()
      .describe('{ certificateFile, keyFile }'),
  })
  .prefault({})
  .describe('{ host, port }');

const route = z
  .strictObject({
    pathPrefix: exactPath.describe('a path prefix that begins with / and has no query, such as /assets/'),
    ...upstream.shape,
  })
  .describe('{ pathPrefix, hosts }');

const methodAndPath = z
  .strictObject({ method: methodName, path: exactPath })
  .describe('{ method: POST, path: /search }');
const methodsAndPaths = z
  .array(methodAndPath)
  .max(200)
  .default([])
  .describe('a list of at most 200 { method, path }');

/** Exactly one of the keys: a check of our own, because a union's message names no key. */
function oneOf(...keys: readonly string[]) {
  return [
    (value: object) => keys.filter((key) => key in value).length === 1,
    {
      error: `needs exactly one of ${keys.join(', ')}`,
      params: { remedy: `Write one of ${keys.join(', ')}.` },
    },
  ] as const;
}

const key = z
  .strictObject({
    header: plainHeaderName.optional(),
    cookie: headerName.optional().describe('the name of a cookie'),
    pathSegment: z
      .int()
      .min(0)
      .max(31)
      .optional()
      .describe('the position of a path segment from 0: 1 is the tenant in /tenants/{tenant}/orders'),
  })
  .refine(...oneOf('header', 'cookie', 'pathSegment'))
  .describe('one of { header: x-tenant-id }, { cookie: tenant } or { pathSegment: 1 }');

const exclusion = z
  .strictObject({
    path: exactPath.optional(),
    upgrade: headerName.optional().describe('an upgrade protocol, such as websocket'),
  })
  .refine(...oneOf('path', 'upgrade'))
  .describe('one of { path: /healthz } or { upgrade: websocket }');

export const percent = z
  .number()
  .min(0)
  .max(100)
  .refine(hasTwoDecimals, {
    error: 'has more than two decimals',
    params: { remedy: 'Round it to hundredths, such as 12.34.' },
  })
  .describe('a number from 0 to 100 with at most two decimals, without quotes and without a percent sign');

export const writes = z
  .enum(['all', 'sampled', 'none'])
  .describe('all (every unsafe request), sampled (the same share as safe ones, by key) or none');

function readsAndWrites(fallback: number) {
  const requests = z.int().min(1).max(100_000).default(fallback).describe('1 to 100000 requests');
  return z.strictObject({ reads: requests, writes: requests }).prefault({}).describe('{ reads, writes }');
}

const mirror = z
  .strictObject({
    percent: percent.default(0),
    writes: writes.default('all'),
    key: key.optional(),
    safe: methodsAndPaths,
    unsafe: methodsAndPaths,
    credentials: z
      .union([z.enum(['forward', 'strip']), z.strictObject({ replace: replacements })])
      .optional()
      .describe('forward, strip, or { replace: { authorization: Bearer shadow-token } }'),
    maxBodyBytes: z.int().min(0).max(1_073_741_824).default(1_048_576).describe('bytes, 0 to 1073741824'),
    exclude: z
      .array(exclusion)
      .max(200)
      .default([{ upgrade: 'websocket' }])
      .describe('a list of at most 200 { path } or { upgrade }'),
    timeoutMs: z.int().min(1).max(600_000).default(5_000).describe('milliseconds, 1 to 600000'),
    maxConcurrent: readsAndWrites(64),
    maxPending: readsAndWrites(256),
  })
  .prefault({})
  .describe('{ percent, writes, … }');

/** The resource as users write it, in YAML or JSON: one schema for file, API and OpenAPI document. */
export const migrationDocument = z
  .strictObject({
    name: migrationName,
    listener,
    primary,
    shadow,
    control: control.optional(),
    routes: z.array(route).max(100).default([]).describe('a list of at most 100 { pathPrefix, hosts }'),
    mirror,
    compare,
    gates,
  })
  .describe('a migration: { name, primary, shadow, … }');

/** What a user may write. */
export type MigrationDocumentInput = z.input<typeof migrationDocument>;
/** The same with every default filled in. */
export type MigrationDocument = z.output<typeof migrationDocument>;

/** Keys that the design has and this version does not: refused by name, so that nobody believes they work. */
export const laterKeys: readonly string[] = ['rollout', 'databases', 'compare.reveal'];
