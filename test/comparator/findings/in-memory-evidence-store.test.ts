import { describe } from 'vitest';
import { InMemoryEvidenceStore } from '../../../comparator/findings/in-memory-evidence-store.ts';
import { testEvidenceStore } from './evidence-store-contract.ts';
import { testSetAsideStore } from './set-aside-store-contract.ts';

describe('the in-memory evidence store', () => {
  const open = () => Promise.resolve(new InMemoryEvidenceStore());
  testEvidenceStore(open);
  testSetAsideStore(open);
});
