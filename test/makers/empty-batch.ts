import type { EvidenceBatch } from '../../comparator/findings/evidence-batch.ts';
import { noMarks } from './envoy-report.ts';

export const emptyBatch: EvidenceBatch = {
  ...noMarks,
  bases: [],
  epochs: [],
  fates: [],
  endpoints: [],
  findings: [],
  patterns: [],
  explained: [],
  overflow: [],
};
