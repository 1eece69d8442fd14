import { describe } from 'vitest';
import { InMemoryMigrationStore } from '../../../control-plane/migration/in-memory-migration-store.ts';
import { keepsTheStoreContract } from './migration-store-contract.ts';

describe('the store in memory', () => {
  keepsTheStoreContract(() => Promise.resolve(new InMemoryMigrationStore(() => new Date(0))));
});
