import type { Log } from '../../../platform/log/logger.ts';
import type { RequestHandler as PlainHandler } from '../../../platform/metrics/metrics.ts';
import type { RequestBulkhead } from '../../../platform/resilience/request-bulkhead.ts';
import type { EvidenceReader } from '../../findings/evidence-store.ts';
import type { PairSample } from '../../rules/estimate-rule.ts';
import type { JudgeLimits } from '../../verdict/levels.ts';
import type { WatchedMigration } from '../../watch/watched-migration.ts';
import type { JudgeRequest } from '../judging/answer.ts';

export interface ReadApiOptions {
  readonly reader: EvidenceReader;
  /** What the control plane says of a migration; undefined where it does not list it. */
  readonly watched: (name: string) => WatchedMigration | undefined;
  /** Differing pairs that rules can be tried on. */
  readonly sampleOf: (migration: WatchedMigration, now: Date) => PairSample | undefined;
  /** Answers as JSON what is asked of all evidence. */
  readonly judged: (request: JudgeRequest) => Promise<string>;
  /** Bounds that the evidence is collected under. */
  readonly judgeLimits: JudgeLimits;
  readonly now: () => Date;
  readonly log: Log;
  /** What reads of evidence go through; health and metrics do not, for they are asked most when it is full. */
  readonly bulkhead: RequestBulkhead;
  readonly healthz: PlainHandler;
  readonly readyz: PlainHandler;
  readonly metrics: PlainHandler;
  /** Called when a request comes in; `routeOf` gives its template once it was answered. */
  readonly measure: (...request: [...Parameters<PlainHandler>, routeOf: () => string | undefined]) => void;
}
