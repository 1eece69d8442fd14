import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Gone when the test is finished. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'umbra-test-'));
  // A process that was just killed may still be writing its last file.
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return directory;
}
