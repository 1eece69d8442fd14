/** Brings what the tests need and npm does not: a real Envoy, a real browser, a proxy that breaks networks. Runs before every `npm test`. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureEnvoy } from '../envoy/install.ts';
import { ensureToxiproxy } from './system/faults/install-toxiproxy.ts';

function ensureChromium(): string {
  const chosen = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
  if (existsSync(chosen)) return chosen;
  if (process.getuid?.() !== 0 || process.env['CHROMIUM_BIN'] !== undefined) {
    throw new Error(
      `The browser tests need Chromium at ${chosen}. Run \`sudo apt-get install chromium\`, or set CHROMIUM_BIN.`,
    );
  }
  console.log('Installing Chromium for the browser tests …');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    {
      ...quiet,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  return chosen;
}

try {
  console.log(`Envoy: ${await ensureEnvoy(console.log)}`);
  console.log(`Chromium: ${ensureChromium()}`);
  console.log(`Toxiproxy: ${await ensureToxiproxy(console.log)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
