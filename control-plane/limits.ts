import type { Limits } from '../platform/configuration/limit.ts';
import { maxFileBytes, maxLexemes, maxNesting } from './migration/migration-file.ts';
import { maxWaitingChanges } from './steering/steering.ts';

/** The limits an operator sets, in the units of docs/limits.md, which says why each has its default. */
export const limitChoices = {
  mirrorTtlSeconds: { variable: 'UMBRA_MIRROR_TTL_SECONDS', fallback: 60, highest: 3_600 },
  maxEnvoys: { variable: 'UMBRA_MAX_ENVOYS', fallback: 1_000, highest: 100_000 },
  comparatorTimeoutMs: {
    variable: 'UMBRA_COMPARATOR_TIMEOUT_MS',
    fallback: 10_000,
    lowest: 100,
    highest: 120_000,
  },
  comparatorRequests: { variable: 'UMBRA_COMPARATOR_REQUESTS', fallback: 32, highest: 1_000 },
  comparatorAnswerMebibytes: { variable: 'UMBRA_COMPARATOR_ANSWER_MEBIBYTES', fallback: 16, highest: 256 },
  apiRequests: { variable: 'UMBRA_API_REQUESTS', fallback: 64, highest: 1_000 },
  apiWaiting: { variable: 'UMBRA_API_WAITING', fallback: 256, highest: 10_000 },
  apiConnections: { variable: 'UMBRA_API_CONNECTIONS', fallback: 2_000, highest: 100_000 },
  storeConnections: { variable: 'UMBRA_STORE_CONNECTIONS', fallback: 10, lowest: 2, highest: 100 },
  storeTimeoutMs: { variable: 'UMBRA_STORE_TIMEOUT_MS', fallback: 3_000, lowest: 100, highest: 60_000 },
  storeRetryMs: { variable: 'UMBRA_STORE_RETRY_MS', fallback: 5_000, lowest: 1_000, highest: 60_000 },
  // The comparator takes messages of 8 MiB: this buffer, and on top one entry with two bodies of up to 1 MiB as base64.
  accessLogBufferKibibytes: {
    variable: 'UMBRA_ACCESS_LOG_BUFFER_KIBIBYTES',
    fallback: 1_024,
    lowest: 64,
    highest: 4_096,
  },
  // Pairs wait two seconds longer for a half than the shadow may take: the log's delay must fit into that.
  accessLogFlushMs: { variable: 'UMBRA_ACCESS_LOG_FLUSH_MS', fallback: 200, lowest: 50, highest: 1_000 },
} satisfies Limits;

/** Bounds that nobody sets, exported beside those that can be; docs/limits.md says why. */
export const fixedLimits = {
  requestBodyBytes: maxFileBytes,
  documentTokens: maxLexemes,
  documentNesting: maxNesting,
  waitingChanges: maxWaitingChanges,
} as const;
