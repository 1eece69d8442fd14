import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLogFile } from '../../../platform/log/log-file.ts';
import { temporaryDirectory } from '../../makers/temporary-directory.ts';

test('each start begins anew and keeps what the last one wrote', () => {
  const directory = temporaryDirectory();
  for (const run of ['first', 'second', 'third']) {
    const log = openLogFile(directory, 'envoy');
    log.write(run);
    log.close();
  }
  expect(readFileSync(path.join(directory, 'envoy.log'), 'utf8')).toBe('third\n');
  expect(readFileSync(path.join(directory, 'envoy.log.1'), 'utf8')).toBe('second\n');
});

test('however much is written, two files of 20 MiB are the most', () => {
  const directory = temporaryDirectory();
  const log = openLogFile(directory, 'envoy');
  const line = 'x'.repeat(1024 * 1024);
  for (let written = 0; written < 65; written += 1) log.write(line);
  log.close();
  const files = readdirSync(directory);
  expect(files.sort()).toEqual(['envoy.log', 'envoy.log.1']);
  for (const file of files) expect(statSync(path.join(directory, file)).size).toBeLessThan(22 * 1024 * 1024);
});

test('a line that comes after closing is dropped', () => {
  const log = openLogFile(temporaryDirectory(), 'envoy');
  log.close();
  log.write('too late');
  expect(readFileSync(log.file, 'utf8')).toBe('');
});
