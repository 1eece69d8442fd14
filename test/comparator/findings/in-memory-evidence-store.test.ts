import { describe } from 'vitest';
import { InMemoryEvidenceStore } from '../../../comparator/findings/in-memory-evidence-store.ts';
import { testEvidenceStore } from './evidence-store-contract.ts';

describe('the in-memory evidence store', () => {
  testEvidenceStore(() => Promise.resolve(new InMemoryEvidenceStore()));
});
